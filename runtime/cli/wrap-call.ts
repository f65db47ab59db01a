// Texts, quoted as they are; what lies between ends at a comma, a bar, a blank.
const PIECES = /"(?:[^"\\]|\\.)*"…?(?:, |\|)?|[^",| ]+(?:, |\|| )?|, |\||./g

const INDENT = '    '

/**
 * Break the text of a call into lines: after an argument, or after a flag.
 * What cannot be broken stays longer than the width.
 */
export function wrapCall(text: string, width: number): string[] {
  if (text.length <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(PIECES) ?? []) {
    if (line.trim() !== '' && (line + piece).trimEnd().length > width) {
      lines.push(line.trimEnd())
      line = INDENT
    }
    line += piece
  }
  return [...lines, line.trimEnd()]
}

/** Break a sentence into lines of words. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
