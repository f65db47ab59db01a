/**
 * Whether two languages of a lesson say the same things in the same order.
 *
 * Words cannot be compared, structure can: heading levels, code blocks to the
 * letter, the number of list items and of paragraphs under each heading. Whoever
 * changes one language and forgets the other trips over at least one of these.
 */
import { marked, type Token } from 'marked'

/** One line for each block that both languages must have: `h2`, `code console …`, `list 3`. */
function lessonStructure(markdown: string): string[] {
  return marked.lexer(markdown).flatMap(blockShape)
}

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
    case 'space':
      return []
    default:
      return [token.type]
  }
}

/** The first place where two lessons differ, in words; `null` when they agree. */
export function structureDifference(en: string, zh: string): string | null {
  const left = lessonStructure(en)
  const right = lessonStructure(zh)
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const [a, b] = [left[index] ?? 'nothing', right[index] ?? 'nothing']
    if (a !== b) {
      return `block ${index + 1} is "${a}" in English and "${b}" in Chinese`
    }
  }
  return null
}
