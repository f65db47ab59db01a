/**
 * Two lines of VitePress's own theme that keep a screen reader from finding its way,
 * written otherwise before they are compiled.
 */
import type { Plugin } from 'vite'

interface Mend {
  readonly component: string
  readonly find: string
  readonly replace: string
}

const MENDS: readonly Mend[] = [
  {
    // The first page has no main part.
    component: 'VPHome.vue',
    find: 'class="VPHome"',
    replace: 'class="VPHome" role="main"',
  },
  {
    // The button says "SearchK", which is not what it is called; style.css draws the K.
    component: 'VPNavBarSearchButton.vue',
    find: '<kbd class="DocSearch-Button-Key">K</kbd>',
    replace: '<kbd class="DocSearch-Button-Key is-k"></kbd>',
  },
]

/** @throws {Error} While building, if a newer VitePress is written another way. */
export function mendTheme(): Plugin {
  return {
    name: 'mend-theme',
    enforce: 'pre',
    transform(code, id) {
      const mend = MENDS.find(({ component }) => id.endsWith(`/${component}`))
      if (mend === undefined) return undefined
      const { component, find, replace } = mend
      if (!code.includes(find))
        throw new Error(`Expected ${find} in VitePress's ${component}`)
      return code.replace(find, replace)
    },
  }
}
