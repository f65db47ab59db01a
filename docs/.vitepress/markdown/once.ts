import type { MarkdownRenderer } from 'vitepress'

/**
 * Colours a block of code once, however often it is shown. Both languages have the
 * same blocks to the letter, and colouring is most of the work of a page.
 */
export function colouredOnce(md: MarkdownRenderer): void {
  const { highlight } = md.options
  if (!highlight) return
  const coloured = new Map<string, string>()
  md.options.highlight = (...block) => {
    const key = JSON.stringify(block)
    const html = coloured.get(key) ?? highlight(...block)
    coloured.set(key, html)
    return html
  }
}
