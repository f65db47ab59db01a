import type { MarkdownRenderer } from 'vitepress'

const HAN = String.raw`[\p{Script=Han}，。、；：？！“”‘’（）《》…]`
const ENDS = new RegExp(`${HAN}$`, 'u')
const BEGINS = new RegExp(`^${HAN}`, 'u')

/**
 * Whether a line that ends so and goes on so is one without a space: Chinese has
 * none between words, and a browser makes one of every break.
 */
export function joins(before: string, after: string): boolean {
  return ENDS.test(before) && BEGINS.test(after)
}

/** Lines of a paragraph in Chinese are wrapped by us, not by whoever reads it. */
export function chineseBreaks(md: MarkdownRenderer): void {
  md.core.ruler.push('chinese-breaks', ({ tokens }) => {
    for (const { children } of tokens)
      for (const [index, token] of (children ?? []).entries()) {
        if (token.type !== 'softbreak') continue
        const before = textAt(children ?? [], index, -1)
        const after = textAt(children ?? [], index, 1)
        if (joins(before, after)) token.type = 'text'
      }
  })
}

interface Inline {
  readonly type: string
  readonly content: string
}

/** The nearest text in a direction, past the marks of emphasis and links. */
function textAt(tokens: readonly Inline[], from: number, step: 1 | -1): string {
  for (let index = from + step; ; index += step) {
    const token = tokens[index]
    if (token === undefined || token.content !== '') return token?.content ?? ''
  }
}
