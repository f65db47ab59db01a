/** Prompts become comments of at most 80 columns, Chinese ones too. */
import { breakLine } from '#checker/text/wrap.ts'

const COLUMNS = 80

/**
 * Lines of a `//` comment. A prompt's own line breaks and the space before its
 * numbered points are kept; what is too long is wrapped under its own text.
 */
export function wrapComment(text: string, indent: string): string[] {
  const columns = COLUMNS - indent.length - '// '.length
  return text
    .split('\n')
    .flatMap((line, index) => wrapPoint(line, index === 0, columns))
    .map((line) => `${indent}// ${line}`.trimEnd())
}

function wrapPoint(line: string, first: boolean, columns: number): string[] {
  const [, before = '', mark = '', words = ''] =
    /^(\s*)((?:\d+\.|-|\*)\s+)?(.*)$/.exec(line) ?? []
  // What belongs to the TODO is set in from it.
  const lead = first ? '' : before.length >= 2 ? before : `  ${before}`
  const hang = first ? '  ' : lead + ' '.repeat(mark.length)
  const rows = breakLine(words, columns - hang.length - mark.length)
  return rows.map((row, index) => (index === 0 ? lead + mark : hang) + row)
}
