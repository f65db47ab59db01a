/**
 * Puts pieces into a text, by the number of a heading: words differ between
 * languages, their order does not.
 */
import { marked, type Token } from 'marked'

export interface Piece {
  /** Which heading, from 0. */
  readonly heading: number
  /** At the end of its section, not after its first paragraph. */
  readonly atEnd?: boolean
  readonly markdown: string
}

/**
 * The text with the pieces in it, each a block of its own.
 *
 * @throws {Error} If the text does not have that many headings.
 */
export function insertPieces(
  markdown: string,
  pieces: readonly Piece[],
): string {
  const sections = sectionsOf(marked.lexer(markdown))
  for (const { heading, atEnd = false, markdown } of pieces) {
    const section = sections[heading]
    if (section === undefined)
      throw new Error(`Expected a heading ${heading} for ${markdown}`)
    section.splice(atEnd ? section.length : afterParagraph(section), 0, {
      type: 'html',
      raw: `\n\n${markdown}\n\n`,
      text: markdown,
    })
  }
  return sections.flatMap((tokens) => tokens.map(({ raw }) => raw)).join('')
}

/** The texts of the headings, in order. */
export function headingsOf(markdown: string): string[] {
  return marked
    .lexer(markdown)
    .flatMap((token) => (token.type === 'heading' ? [token.text] : []))
}

/** The tokens of a text, cut before each heading. */
function sectionsOf(tokens: readonly Token[]): Token[][] {
  const sections: Token[][] = []
  for (const token of tokens) {
    if (token.type === 'heading') sections.push([])
    sections.at(-1)?.push(token)
  }
  return sections
}

function afterParagraph(section: readonly Token[]): number {
  const first = section.findIndex(({ type }) => type === 'paragraph')
  return first < 0 ? section.length : first + 1
}
