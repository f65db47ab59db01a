import type { MarkdownRenderer } from 'vitepress'

/** The corner of a table is no heading: to a screen reader it would be one of nothing. */
export function emptyHeads(md: MarkdownRenderer): void {
  md.core.ruler.push('empty-heads', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const [inside, end] = [tokens[index + 1], tokens[index + 2]]
      if (token.type !== 'th_open' || inside?.content !== '' || !end) continue
      token.tag = 'td'
      end.tag = 'td'
    }
  })
}
