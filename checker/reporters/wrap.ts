/** Breaking text at a width measured in columns: a Chinese character has two. */
import stringWidth from 'string-width'

/** Pieces that may not be broken: a word with its space, or one wide character. */
const PIECE =
  /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef][，。；：！？、）”]*|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s/gu

/** Break each line of a text so that none is wider than `width`. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width))
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const piece of pieces(line, width)) {
    if (stringWidth(current + piece.trimEnd()) <= width) {
      current += piece
      continue
    }
    lines.push(current.trimEnd())
    current = piece.trimStart()
  }
  return [...lines, current.trimEnd()]
}

/** What is wider than a whole line is cut after all. */
function pieces(line: string, width: number): string[] {
  return (line.match(PIECE) ?? []).flatMap((piece) => {
    if (stringWidth(piece) <= width) return [piece]
    const parts: string[] = []
    for (const character of piece) {
      const last = parts.at(-1)
      if (last === undefined || stringWidth(last + character) > width) {
        parts.push(character)
      } else {
        parts[parts.length - 1] = last + character
      }
    }
    return parts
  })
}

/** Fill up with spaces to a width in columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

/** Two texts at both ends of a line, or below each other where they do not fit. */
export function ends(left: string, right: string, width: number): string {
  const gap = width - stringWidth(left) - stringWidth(right)
  return gap >= 2 ? `${left}${' '.repeat(gap)}${right}` : left
}
