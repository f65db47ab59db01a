import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress'
import { sidebar } from '../sidebar.ts'

export const en: LocaleSpecificConfig<DefaultTheme.Config> & {
  label: string
} = {
  label: 'English',
  lang: 'en',
  title: 'container-labs',
  description:
    'Learn how containers work by building a runtime, judged by the kernel.',
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Labs', link: '/labs/', activeMatch: '^/labs/' },
      {
        text: 'Theory',
        link: '/theory/bare-metal-to-containers',
        activeMatch: '^/theory/',
      },
      {
        text: 'Reference',
        link: '/reference/cli',
        activeMatch: '^/(reference|how)/',
      },
    ],
    sidebar: sidebar('en'),
    outline: { level: [2, 3], label: 'On this page' },
    docFooter: { prev: 'Previous page', next: 'Next page' },
  },
}
