/** Notes as elements: what a speaker writes, and nothing that could run. */
import { marked, type Token, type Tokens } from 'marked'
import { type Child, element } from '../../web/page/element.ts'

export const elementsOf = (markdown: string): Child[] =>
  marked.lexer(markdown).flatMap(blockOf)

function blockOf(token: Token): Child[] {
  switch (token.type) {
    case 'space':
      return []
    case 'paragraph':
      return [element('p', {}, ...inlinesOf(token.tokens))]
    case 'heading':
      return [element('h3', {}, ...inlinesOf(token.tokens))]
    case 'list': {
      const { ordered, items } = token as Tokens.List
      const tag = ordered ? 'ol' : 'ul'
      return [element(tag, {}, ...items.map(itemOf))]
    }
    case 'code':
      return [element('pre', {}, token.text)]
    case 'blockquote':
      return (token.tokens ?? []).flatMap(blockOf)
    default:
      return [element('p', {}, token.raw)]
  }
}

const itemOf = ({ tokens }: Tokens.ListItem): Child =>
  element(
    'li',
    {},
    ...tokens.flatMap((token) =>
      token.type === 'text' ? inlinesOf(token.tokens) : blockOf(token),
    ),
  )

function inlinesOf(tokens: readonly Token[] = []): Child[] {
  return tokens.map((token): Child => {
    switch (token.type) {
      case 'strong':
        return element('strong', {}, ...inlinesOf(token.tokens))
      case 'em':
        return element('em', {}, ...inlinesOf(token.tokens))
      case 'codespan':
        return element('code', {}, token.text)
      case 'link':
        return element('span', {}, ...inlinesOf(token.tokens))
      case 'br':
        return ' '
      default:
        return 'text' in token ? String(token.text) : token.raw
    }
  })
}
