/** Text inside a paragraph: emphasis, code, links → spans with a paint each. */
import type { Token, Tokens } from 'marked'
import type { Span } from '#checker/text/wrap.ts'
import type { Layout } from '../markdown.ts'

/** Puts a colour or weight on a text. */
export type Paint = (text: string) => string

type Spans = Span<Paint>[]

const plain: Paint = (text) => text

/** Spans of each line that the author broke by hand; usually one. */
export function inlineSpans(
  tokens: readonly Token[],
  layout: Layout,
  paint: Paint = plain,
): Spans[] {
  const lines: Spans[] = [[]]
  for (const token of tokens) {
    if (token.type === 'br') lines.push([])
    else lines.at(-1)?.push(...spansOf(token, layout, paint))
  }
  return lines
}

function spansOf(token: Token, layout: Layout, paint: Paint): Spans {
  const { color } = layout
  const inside = (style: Paint) =>
    inlineSpans((token as Tokens.Strong).tokens ?? [], layout, style).flat()
  switch (token.type) {
    case 'strong':
      return inside(over(paint, color.bold))
    case 'em':
      return inside(over(paint, color.italic))
    case 'del':
      return inside(over(paint, color.strikethrough))
    case 'codespan':
      return [code((token as Tokens.Codespan).text, layout, paint)]
    case 'link':
      return linkSpans(token as Tokens.Link, layout, paint)
    case 'html':
      return []
    default:
      return textSpans(token, layout, paint)
  }
}

function textSpans(token: Token, layout: Layout, paint: Paint): Spans {
  if ('tokens' in token && token.tokens !== undefined) {
    return inlineSpans(token.tokens, layout, paint).flat()
  }
  const text = 'text' in token ? String(token.text) : token.raw
  return [{ text: decode(text), style: paint }]
}

/** Without colours the marks of the source keep code apart from prose. */
function code(text: string, { color }: Layout, paint: Paint): Span<Paint> {
  return color.level === 0
    ? { text: `\`${text}\``, style: paint }
    : { text, style: over(paint, color.yellow) }
}

/** The words, and where they lead unless that is what they say or a click shows it. */
function linkSpans(link: Tokens.Link, layout: Layout, paint: Paint): Spans {
  const { color, links } = layout
  const { href, text, tokens } = link
  const underlined = over(paint, color.underline)
  const follow: Paint = (words) =>
    `\u001b]8;;${href}\u001b\\${underlined(words)}\u001b]8;;\u001b\\`
  const style = links ? follow : underlined
  const words = inlineSpans(tokens, layout, style).flat()
  const shown = links || href === text || !/^https?:/.test(href)
  return shown
    ? words
    : [...words, { text: ` (${href})`, style: over(paint, color.dim) }]
}

const over =
  (outer: Paint, inner: Paint): Paint =>
  (text) =>
    outer(inner(text))

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: '\u00a0',
  quot: '"',
}

function decode(text: string): string {
  return text.replace(/&(#\d+|\w+);/g, (entity, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.slice(1)))
      : (ENTITIES[name] ?? entity),
  )
}
