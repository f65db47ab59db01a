/** What tests want to know of a text in Markdown. */
import { marked, type Token, type Tokens } from 'marked'
import { headOf } from '../.vitepress/front-matter.ts'
import { slugify } from '../.vitepress/slugify.ts'

/** A text without its front matter, which is no Markdown. */
export const bodyOf = (text: string) =>
  text.replace(headOf(text), (head) => head.replace(/[^\n]/g, ''))

function tokensIn(text: string): Token[] {
  const tokens: Token[] = []
  marked.walkTokens(marked.lexer(bodyOf(text)), (token) => {
    tokens.push(token)
  })
  return tokens
}

/** The anchors that headings have on the site. */
export function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const token of tokensIn(text)) {
    if (token.type !== 'heading') continue
    const own = / \{#([^}]+)\}$/.exec(token.text)
    anchors.add(unused(own?.[1] ?? slugify(plainText(token)), anchors))
  }
  return anchors
}

/** A heading that is there twice gets a number the second time. */
function unused(slug: string, taken: ReadonlySet<string>): string {
  let name = slug
  for (let number = 1; taken.has(name); number++) name = `${slug}-${number}`
  return name
}

function plainText(token: Token): string {
  const parts = (token as Tokens.Generic).tokens
  if (parts !== undefined) return parts.map(plainText).join('')
  return 'text' in token ? token.text : ''
}

/** Where links lead, those in HTML and in the head of a home page as well. */
export function linksIn(text: string): string[] {
  const inHead = [...headOf(text).matchAll(/^\s*-?\s*link: (.*)$/gm)]
  const inText = tokensIn(text).flatMap((token) => {
    if (token.type === 'link') return [token.href]
    if (token.type !== 'html') return []
    return [...token.text.matchAll(/\shref="([^"]+)"/g)].map(
      ([, href = '']) => href,
    )
  })
  return [...inHead.map(([, href = '']) => href), ...inText]
}

/** Names of the components that a page uses, in order. */
export function componentsIn(text: string): string[] {
  return tokensIn(text)
    .filter(({ type }) => type === 'html')
    .flatMap(({ raw }) => [...raw.matchAll(/<([A-Z]\w+)/g)])
    .map(([, name = '']) => name)
}
