/** A site with the gallery page, under the rules that every page of ours has. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundlePage } from '../../../web/bundle-page.ts'
import { type Listening, LOOPBACK, listen } from '../../../web/listen.ts'
import { newSite } from '../../../web/site.ts'

const PICTURES = join(import.meta.dirname, '../../page/pictures')

/** @param onBroken Told what broke while a request was answered. */
export async function openGallery(
  onBroken: (error: unknown) => void,
): Promise<Listening> {
  const script = await bundlePage(join(PICTURES, 'test/gallery.ts'))
  const style = await styleOf()
  const site = newSite({ hosts: [LOOPBACK], onBroken })
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', HTML],
    '/page.js': ['text/javascript', script],
    '/page.css': ['text/css', style],
    '/icon.svg': ['image/svg+xml', ICON],
  }
  for (const [path, [type, text]] of Object.entries(files))
    site.get(path, (c) =>
      c.body(text, 200, { 'content-type': `${type}; charset=utf-8` }),
    )
  return listen(site, { address: LOOPBACK, port: 0 })
}

async function styleOf(): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  const paths = [
    resolve('uplot/dist/uPlot.min.css'),
    join(PICTURES, 'pictures.css'),
  ]
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return [ROOM, ...texts].join('\n')
}

/** What the page around the pictures is for them. */
const ROOM = `
:root {
  color-scheme: light dark;
  background: light-dark(#fff, #0d1117);
  font: 16px / 1.5 system-ui, sans-serif;
}`

const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>'

const HTML = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pictures</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
<main><h1>Pictures</h1><div id="into"></div></main>
`
