/** The files of the page of notes, all in memory. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '#checker/check.ts'
import { bundlePage } from '../web/bundle-page.ts'
import { filesBeside, type PageFiles, shellPage } from '../web/page-files.ts'

/** Path in the address → file. @param language In which it speaks at first. */
export async function notesPage(
  root: string,
  language: Language,
): Promise<PageFiles> {
  const folder = join(root, 'labs/cli/demo/page')
  const [script, style] = await Promise.all([
    bundlePage(join(folder, 'page.ts')),
    readFile(join(folder, 'page.css'), 'utf8'),
  ])
  return {
    ...shellPage({ language, title: 'labs demo', body: BODY }),
    ...filesBeside({ script, style, icon: ICON }),
  }
}

const BODY = `<header>
  <h1></h1>
  <p id="clock" role="timer"></p>
  <p id="connection" role="status"></p>
  <button type="button" id="language"></button>
</header>
<main>
  <div id="status" aria-live="polite"></div>
  <section id="now"></section>
  <section id="next"></section>
  <section id="keys"></section>
</main>
`

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<path fill="#0969da" d="M1 2h14v9H1zM7 11h2v3H7zM4 13h8v2H4z"/></svg>
`
