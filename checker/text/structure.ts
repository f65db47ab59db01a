/**
 * Whether two languages of a text say the same things in the same order.
 *
 * Words cannot be compared, structure can: heading levels, code blocks to the
 * letter, the number of list items and of paragraphs under each heading, and the
 * components of a page. Whoever changes one language and forgets the other trips
 * over at least one of these.
 */
import { marked, type Token } from 'marked'

/** One line for each block that both languages must have: `h2`, `code console …`, `list 3`. */
function structureOf(markdown: string): string[] {
  return marked.lexer(withoutHead(markdown)).flatMap(blockShape)
}

/** Front matter is no Markdown; of its lines, only values are translated. */
const withoutHead = (markdown: string) =>
  markdown.replace(/^---\n.*?\n---\n/s, '')

function blockShape(token: Token): string[] {
  switch (token.type) {
    case 'heading':
      return [`h${token.depth}`]
    case 'code':
      return [`code ${token.lang ?? ''}\n${token.text}`]
    case 'list':
      return [`list of ${token.items.length}`]
    case 'table':
      return [`table of ${token.rows.length}`]
    case 'html':
      return tagsIn(token.text)
    case 'paragraph':
      return isSnippet(token.text) ? [token.text] : ['paragraph']
    case 'space':
      return []
    default:
      return [token.type]
  }
}

/** A line that shows a region of the source. */
const isSnippet = (text: string) => text.startsWith('<<<')

/** Tags with those attributes that are code (`:answer="2"`); words are translated. */
function tagsIn(html: string): string[] {
  const tags = html.match(/<\/?[A-Za-z#][^>]*>|<!--.*?-->/gs) ?? []
  return tags.map((tag) => tag.replace(/\s[a-z-]+="[^"]*"/g, ''))
}

/** The first place where two texts differ, in words; `null` when they agree. */
export function structureDifference(en: string, zh: string): string | null {
  const left = structureOf(en)
  const right = structureOf(zh)
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const [a, b] = [left[index] ?? 'nothing', right[index] ?? 'nothing']
    if (a !== b) {
      return `block ${index + 1} is "${a}" in English and "${b}" in Chinese`
    }
  }
  return null
}
