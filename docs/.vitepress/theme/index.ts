/**
 * The theme: that of VitePress without its fonts, which would be most of the bytes
 * of a page, and the components that pages use.
 */
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { type App, type Component, defineAsyncComponent } from 'vue'
import PictureFrame from './PictureFrame.vue'
import Quiz from './Quiz.vue'
import StartLab from './StartLab.vue'
import './style.css'

const pictures = import.meta.glob<{ default: Component }>('./pictures/*.vue')

// VitePress asks for a default export.
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('PictureFrame', PictureFrame)
    app.component('Quiz', Quiz)
    app.component('StartLab', StartLab)
    // A page loads no more of these than it shows.
    addLater(app, 'CastView', () => import('./CastView.vue'))
    addLater(app, 'SyscallTable', () => import('./SyscallTable.vue'))
    for (const [path, load] of Object.entries(pictures))
      addLater(app, /(\w+)\.vue$/.exec(path)?.[1] ?? path, load)
  },
} satisfies Theme

function addLater(
  app: App,
  name: string,
  load: () => Promise<{ default: Component }>,
): void {
  app.component(name, defineAsyncComponent(load))
}
