/**
 * Code blocks: never rewrapped at words, cut where the terminal ends. In
 * `console` blocks what one types stands out from what one then sees.
 */
import type { Tokens } from 'marked'
import { charactersOf, columnsOf } from '#checker/text/width.ts'
import type { Layout } from '../markdown.ts'
import type { Paint } from './inline.ts'

const INDENT = '    '
const NEXT = '↪ '

export function codeLines({ text, lang }: Tokens.Code, layout: Layout) {
  const columns = Math.max(8, layout.columns - INDENT.length)
  return text
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => {
      const paint = paintOf(line, lang, layout)
      return cut(line, columns).map((part) =>
        part === '' ? '' : INDENT + paint(part),
      )
    })
}

function paintOf(
  line: string,
  lang: string | undefined,
  { color }: Layout,
): Paint {
  if (lang === 'console') return /^[#$] /.test(line) ? color.bold : color.dim
  return /^\s*(\/\/|#)/.test(line) && lang !== 'text' ? color.dim : color.green
}

/** A line in as many parts as it needs, each but the first marked. */
function cut(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line]
  const parts = ['']
  let used = 0
  for (const character of charactersOf(line)) {
    const width = columnsOf(character)
    if (used + width > columns) {
      parts.push(NEXT)
      used = columnsOf(NEXT)
    }
    parts[parts.length - 1] += character
    used += width
  }
  return parts
}
