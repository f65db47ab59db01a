/** How many columns a terminal gives to a text. */
import stringWidth from 'string-width'

/** Columns of a text, colour codes not counted. */
export function columnsOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text)
}

/** The text with spaces behind it, up to a width. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Two texts at both ends of a line, or the first alone where they do not fit. */
export function ends(left: string, right: string, columns: number): string {
  const gap = columns - columnsOf(left) - columnsOf(right)
  return gap >= 2 ? `${left}${' '.repeat(gap)}${right}` : left
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What a reader takes for one character each. */
export function charactersOf(text: string): string[] {
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return [...text]
  return [...graphemes.segment(text)].map(({ segment }) => segment)
}

/** Cut a text that is too wide and say so with `…`. */
export function truncate(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let [kept, used] = ['', 1]
  for (const character of charactersOf(text)) {
    used += columnsOf(character)
    if (used > columns) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}
