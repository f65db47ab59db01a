/**
 * Markdown for the terminal: marked's lexer, our own layout. Every line fits the
 * columns it is given, Chinese included; without colours it still reads well.
 */
import type { ChalkInstance } from 'chalk'
import { marked, type Token, type Tokens } from 'marked'
import { columnsOf } from '#checker/text/width.ts'
import { breakSpans } from '#checker/text/wrap.ts'
import { codeLines } from './markdown/code.ts'
import { splitContainers } from './markdown/containers.ts'
import { inlineSpans, type Paint } from './markdown/inline.ts'
import { tableLines } from './markdown/table.ts'

export interface MarkdownOptions {
  readonly columns: number
  readonly color: ChalkInstance
  /** Write links so that terminals can follow them (OSC 8). Off by default. */
  readonly links?: boolean
}

/** What the functions that lay out one kind of block share. */
export interface Layout extends MarkdownOptions {
  readonly links: boolean
}

/** Lay out a whole text; ends with a line break unless there is nothing. */
export function renderMarkdown(text: string, options: MarkdownOptions): string {
  const lines = documentLines(text, { links: false, ...options })
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** The part of a text below one of its headings, the heading left out. */
export function sectionOf(
  text: string,
  headings: readonly string[],
): string | null {
  const tokens = marked.lexer(text)
  const start = tokens.findIndex(
    (token) => token.type === 'heading' && headings.includes(token.text.trim()),
  )
  if (start === -1) return null
  const depth = (tokens[start] as Tokens.Heading).depth
  const after = tokens
    .slice(start + 1)
    .findIndex((token) => token.type === 'heading' && token.depth <= depth)
  const end = after === -1 ? tokens.length : start + 1 + after
  return tokens
    .slice(start + 1, end)
    .map(({ raw }) => raw)
    .join('')
    .trim()
}

function documentLines(text: string, layout: Layout): string[] {
  return spaced(
    splitContainers(text).map((part) =>
      part.container === null
        ? blocksLines(marked.lexer(part.text), layout)
        : containerLines(part.container, part.text, layout),
    ),
  )
}

/** Blocks with an empty line between them. */
function blocksLines(tokens: readonly Token[], layout: Layout): string[] {
  return spaced(tokens.map((token) => blockLines(token, layout)))
}

function spaced(blocks: readonly string[][]): string[] {
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function blockLines(token: Token, layout: Layout): string[] {
  switch (token.type) {
    case 'heading':
      return headingLines(token as Tokens.Heading, layout)
    case 'paragraph':
    case 'text':
      return proseLines(token as Tokens.Text, layout)
    case 'list':
      return listLines(token as Tokens.List, layout)
    case 'code':
      return codeLines(token as Tokens.Code, layout)
    case 'blockquote':
      return barred((token as Tokens.Blockquote).tokens, layout)
    case 'table':
      return tableLines(token as Tokens.Table, layout)
    case 'hr':
      return [layout.color.dim('─'.repeat(layout.columns))]
    case 'html':
      return htmlLines((token as Tokens.HTML).text, layout)
    default:
      // Blank lines and link definitions: nothing to see.
      return []
  }
}

function headingLines(
  { depth, tokens }: Tokens.Heading,
  layout: Layout,
): string[] {
  const { color, columns } = layout
  const paint: Paint = depth <= 2 ? color.bold.cyan : color.bold
  const mark = color.level === 0 ? `${'#'.repeat(depth)} ` : ''
  const lines = paragraph(tokens, layout, columns - mark.length, paint)
  if (mark !== '') return hang(mark, lines)
  const widest = Math.max(...lines.map(columnsOf))
  return depth === 1 ? [...lines, color.cyan('─'.repeat(widest))] : lines
}

function proseLines(token: Tokens.Text, layout: Layout): string[] {
  const tokens = token.tokens ?? [token]
  return paragraph(tokens, layout, layout.columns)
}

/** Inline tokens as wrapped, painted lines. */
function paragraph(
  tokens: readonly Token[],
  layout: Layout,
  columns: number,
  paint?: Paint,
): string[] {
  return inlineSpans(tokens, layout, paint)
    .flatMap((spans) => breakSpans(spans, columns))
    .map((line) => line.map(({ text, style }) => style(text)).join(''))
}

function listLines(list: Tokens.List, layout: Layout): string[] {
  const items = list.items.map((item, index) => {
    const mark = markOf(list, item, index)
    const columns = Math.max(1, layout.columns - columnsOf(mark))
    const inside = { ...layout, columns }
    const parts = item.tokens.map((token) => blockLines(token, inside))
    const lines = list.loose ? spaced(parts) : parts.flat()
    return hang(mark, lines.length === 0 ? [''] : lines)
  })
  return list.loose ? spaced(items) : items.flat()
}

function markOf(list: Tokens.List, item: Tokens.ListItem, index: number) {
  if (item.task) return item.checked ? '☑ ' : '☐ '
  if (!list.ordered) return '• '
  const first = Number(list.start) || 1
  const widest = String(first + list.items.length - 1).length
  return `${String(first + index).padStart(widest)}. `
}

/** The mark before the first line, and as much space before the others. */
function hang(mark: string, lines: readonly string[]): string[] {
  const space = ' '.repeat(columnsOf(mark))
  return lines.map((line, index) =>
    index === 0 ? mark + line : line && space + line,
  )
}

/** Blocks behind a bar: quotes and containers. */
function barred(
  tokens: readonly Token[],
  layout: Layout,
  paint: Paint = layout.color.dim,
): string[] {
  const inside = { ...layout, columns: layout.columns - 2 }
  return blocksLines(tokens, inside).map((line) =>
    `${paint('▌')} ${line}`.trimEnd(),
  )
}

function containerLines(
  { kind, title }: { readonly kind: string; readonly title: string },
  text: string,
  layout: Layout,
): string[] {
  const { color, columns } = layout
  const paint = CONTAINER_COLORS[kind]?.(color) ?? color.cyan
  const words = marked.lexer(title || kind.toUpperCase())
  const head = barred(words, layout, paint).map((line) => color.bold(line))
  const body = documentLines(text, { ...layout, columns: columns - 2 })
  const lines = body.map((line) => `${paint('▌')} ${line}`.trimEnd())
  return [...head, ...lines]
}

const CONTAINER_COLORS: Readonly<Record<string, (c: ChalkInstance) => Paint>> =
  {
    tip: (color) => color.green,
    warning: (color) => color.yellow,
    danger: (color) => color.red,
  }

/** Comments vanish; other tags are for browsers, their text is for everyone. */
function htmlLines(html: string, layout: Layout): string[] {
  const text = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '')
    .trim()
  return text === ''
    ? []
    : proseLines({ type: 'text', raw: text, text }, layout)
}
