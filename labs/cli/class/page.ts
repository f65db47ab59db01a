/** The files of the page, all in memory: nothing else can be asked for. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '#checker/check.ts'
import { bundlePage } from '../web/bundle-page.ts'

export interface PageFile {
  readonly type: string
  readonly text: string
}

/** Path in the address → file. */
export type PageFiles = Readonly<Record<string, PageFile>>

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
    '/': { type: 'text/html; charset=utf-8', text: htmlIn(language) },
    '/page.js': { type: 'text/javascript; charset=utf-8', text: script },
    '/page.css': { type: 'text/css; charset=utf-8', text: style },
    '/icon.svg': { type: 'image/svg+xml', text: ICON },
  }
}

const htmlIn = (language: Language) => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>labs class</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
<header>
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
