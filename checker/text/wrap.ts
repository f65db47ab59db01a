/**
 * Line breaking for words with spaces between them and for Chinese, which has
 * none: a line may end between any two of its characters, but no line may begin
 * with a closing mark (，。） …) or end with an opening one (（《 …).
 *
 *     spans ──boxes()──▶ boxes (never broken) ──lay out──▶ lines of spans
 *
 * A span is text in one style; a box may hold several, as `foo`-bar does.
 */
import { charactersOf, columnsOf } from './width.ts'

export interface Span<Style> {
  readonly text: string
  readonly style: Style
}

type Line<Style> = Span<Style>[]

interface Box<Style> {
  readonly spans: Line<Style>
  /** The space before it, in its own style; it disappears where a line is broken. */
  readonly space: Span<Style> | null
  width: number
}

const NO_LINE_BEGINS_WITH = '，。、；：？！）】》」』〉’”…—·,.;:?!)]}%'
const NO_LINE_ENDS_WITH = '（【《「『〈‘“([{'

/**
 * A text of several lines at a width. A line that fits stays as it is, spaces
 * and all: columns of what a kernel printed stay columns.
 */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    if (columnsOf(line) <= columns) return [line.trimEnd()]
    const [lead = ''] = /^ */.exec(line) ?? []
    const rows = breakLine(line, columns - lead.length)
    return rows.map((row) => lead + row)
  })
}

/** Lines of plain text, each at most so many columns; at least one line. */
export function breakLine(text: string, columns: number): string[] {
  const lines = breakSpans([{ text, style: null }], columns)
  return lines.map((line) => line.map((span) => span.text).join(''))
}

/** Lines of styled text, each at most so many columns; at least one line. */
export function breakSpans<Style>(
  spans: readonly Span<Style>[],
  columns: number,
): Line<Style>[] {
  const lines: Line<Style>[] = [[]]
  let used = 0
  for (const box of boxes(spans).flatMap((box) => splitBox(box, columns))) {
    const line = lines.at(-1) ?? []
    const space = line.length === 0 ? null : box.space
    const needed = (space === null ? 0 : 1) + box.width
    if (line.length > 0 && used + needed > columns) {
      lines.push([...box.spans])
      used = box.width
      continue
    }
    if (space !== null) append(line, space)
    for (const span of box.spans) append(line, span)
    used += needed
  }
  return lines
}

/** Put text behind a line, into its last span if that has the same style. */
function append<Style>(line: Line<Style>, span: Span<Style>): void {
  const last = line.at(-1)
  if (last?.style !== span.style) line.push(span)
  else line[line.length - 1] = { ...last, text: last.text + span.text }
}

/** Cut spans where a line may end. */
function boxes<Style>(spans: readonly Span<Style>[]): Box<Style>[] {
  const result: Box<Style>[] = []
  let before = ''
  let space = null as Span<Style> | null
  for (const { text, style } of spans) {
    for (const character of charactersOf(text)) {
      if (/^[ \t\r\n]/.test(character)) {
        space = { text: (space?.text ?? '') + character, style }
        continue
      }
      const span = { text: character, style }
      const box = result.at(-1)
      if (box === undefined || mayBreak(before, space !== null, character)) {
        const gap = spaceBetween(before, space, character)
        result.push({ spans: [span], space: gap, width: columnsOf(character) })
      } else {
        append(box.spans, span)
        box.width += columnsOf(character)
      }
      before = character
      space = null
    }
  }
  return result
}

function mayBreak(before: string, space: boolean, after: string): boolean {
  if (space) return true
  if (NO_LINE_BEGINS_WITH.includes(after)) return false
  if (NO_LINE_ENDS_WITH.includes(before)) return false
  return isWide(before) || isWide(after)
}

/** A line break in the source is a space, but not between two Chinese characters. */
function spaceBetween<Style>(
  before: string,
  space: Span<Style> | null,
  after: string,
): Span<Style> | null {
  if (space === null) return null
  const joined = space.text.includes('\n') && isWide(before) && isWide(after)
  return joined ? null : { ...space, text: ' ' }
}

const isWide = (character: string) => columnsOf(character) === 2

/** A word longer than a line has to be broken somewhere. */
function splitBox<Style>(box: Box<Style>, columns: number): Box<Style>[] {
  if (box.width <= columns) return [box]
  const parts: Box<Style>[] = []
  for (const { text, style } of box.spans) {
    for (const character of charactersOf(text)) {
      const width = columnsOf(character)
      const part = parts.at(-1)
      if (part === undefined || part.width + width > columns) {
        const space = part === undefined ? box.space : null
        parts.push({ spans: [{ text: character, style }], space, width })
      } else {
        append(part.spans, { text: character, style })
        part.width += width
      }
    }
  }
  return parts
}
