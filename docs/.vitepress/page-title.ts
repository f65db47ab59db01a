import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { headOf } from './front-matter.ts'
import { docs } from './places.ts'

/**
 * The title of a page, from its front matter or its first heading: menus say what
 * the page says.
 *
 * @param path Of its file, below docs/ and without `.md`.
 * @throws {Error} If the page is not there or has no title.
 */
export function pageTitle(path: string): string {
  const text = readFileSync(join(docs, `${path}.md`), 'utf8')
  const title = /^title: (.*)$/m.exec(headOf(text)) ?? /^# (.*)$/m.exec(text)
  if (title?.[1] === undefined)
    throw new Error(`Expected a title at the head of docs/${path}.md`)
  return title[1].replace(/^(['"])(.*)\1$/, '$2')
}
