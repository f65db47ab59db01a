/** The files of the page, all in memory: nothing else can be asked for. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '#checker/check.ts'
import { bundlePage } from '../web/bundle-page.ts'
import { filesBeside, type PageFiles, shellPage } from '../web/page-files.ts'

/**
 * Make the page.
 *
 * @param root Of the checkout.
 * @param language In which it speaks until its reader wants another.
 */
export async function pageFiles(
  root: string,
  language: Language,
): Promise<PageFiles> {
  const folder = join(root, 'labs/cli/class/page')
  const [script, style] = await Promise.all([
    bundlePage(join(folder, 'page.ts')),
    readFile(join(folder, 'page.css'), 'utf8'),
  ])
  return {
    ...shellPage({ language, title: 'labs class', body: BODY }),
    ...filesBeside({ script, style, icon: ICON }),
  }
}

const BODY = `<header>
  <h1></h1>
  <p id="connection" role="status"></p>
  <div id="controls">
    <label><span></span> <select id="lab"></select></label>
    <button type="button" id="projector"></button>
    <button type="button" id="language"></button>
  </div>
</header>
<main>
  <div id="notes"></div>
  <section id="stuck" aria-live="polite"></section>
  <section id="map" tabindex="0"></section>
  <section id="join"></section>
</main>
`

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<path fill="#1a7f37" d="M1 1h6v6H1zM9 9h6v6H9z"/><path fill="#cf222e" d="M9 1h6v6H9zM1 9h6v6H1z"/></svg>
`
