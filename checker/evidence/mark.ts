import { createHash } from 'node:crypto'
import type { Marked } from './scene-texts.ts'

const LENGTH = 12

/**
 * A text with its mark, or the mark alone for who knows it.
 *
 * @param known The mark that the asker has.
 */
export function marked(text: string, known: string | undefined): Marked {
  const hash = createHash('sha1').update(text).digest('base64url')
  const mark = hash.slice(0, LENGTH)
  return { mark, text: mark === known ? null : text }
}
