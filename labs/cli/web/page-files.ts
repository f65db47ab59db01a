/** The files of a page, all in memory: nothing else can be asked for. */
import type { Language } from '#checker/check.ts'
import type { Site } from './site.ts'

export interface PageFile {
  readonly type: string
  readonly text: string
}

/** Path in the address → file. */
export type PageFiles = Readonly<Record<string, PageFile>>

/** Have a site answer with them. */
export function addFiles(site: Site, files: PageFiles): void {
  for (const [path, { type, text }] of Object.entries(files))
    site.get(path, (c) => c.body(text, 200, { 'content-type': type }))
}

export interface PageParts {
  readonly script: string
  readonly style: string
  /** SVG. */
  readonly icon: string
}

/** What every page asks for beside itself. */
export function filesBeside({ script, style, icon }: PageParts): PageFiles {
  return {
    '/page.js': { type: 'text/javascript; charset=utf-8', text: script },
    '/page.css': { type: 'text/css; charset=utf-8', text: style },
    '/icon.svg': { type: 'image/svg+xml', text: icon },
  }
}

export interface Shell {
  /** In which the page speaks until its reader wants another. */
  readonly language: Language
  readonly title: string
  /** HTML of places that its program fills. */
  readonly body: string
}

/** A page whose program fills it. */
export function shellPage({ language, title, body }: Shell): PageFiles {
  const text = `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
${body}`
  return { '/': { type: 'text/html; charset=utf-8', text } }
}
