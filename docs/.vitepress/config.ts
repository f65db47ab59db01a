/**
 * The site, in two languages: English at the root, Chinese below /zh/.
 *
 *     lessons/     labs/NN-name/lesson.*.md as pages, with pictures in them
 *     generated/   command lines and errors, as the programs say them
 *     syscalls/    the table of system calls of each lab, by `--explain`
 *     search/      what is found, and how Chinese is cut into words
 */
import { defineConfig } from 'vitepress'
import { en } from './locales/en.ts'
import { zh } from './locales/zh.ts'
import { chineseBreaks } from './markdown/chinese-breaks.ts'
import { consoleBlocks } from './markdown/console-blocks.ts'
import { chineseCopyButtons } from './markdown/copy-buttons.ts'
import { emptyHeads } from './markdown/empty-heads.ts'
import { colouredOnce } from './markdown/once.ts'
import { search } from './search/options.ts'
import { slugify } from './slugify.ts'
import { generatedParts } from './vite/generated-parts.ts'
import { mendTheme } from './vite/mend-theme.ts'
import { quickBundle } from './vite/quick-bundle.ts'

/** `/container-labs/` where the site is a folder of another. */
const base = process.env.DOCS_BASE ?? '/'

// VitePress asks for a default export.
export default defineConfig({
  base,
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  cleanUrls: true,
  // A reader pays for the page that is read, not for those it links to.
  router: { prefetchLinks: false },
  lastUpdated: false,
  locales: { root: en, zh },
  themeConfig: { search },
  markdown: {
    theme: {
      light: 'github-light-high-contrast',
      dark: 'github-dark-high-contrast',
    },
    anchor: { slugify },
    toc: { slugify },
    config: (md) =>
      void md
        .use(colouredOnce)
        .use(consoleBlocks)
        .use(chineseBreaks)
        .use(chineseCopyButtons)
        .use(emptyHeads),
  },
  vite: {
    plugins: [generatedParts(), mendTheme(), quickBundle()],
  },
})
