/**
 * What a reader types and what they then see, told apart at a glance. The button
 * that copies a block takes the commands alone: VitePress leaves out what has the
 * class `vp-copy-ignore`.
 */
import type { MarkdownRenderer } from 'vitepress'

/** A `console` block as HTML. */
export function consoleHtml(code: string): string {
  const lines = code.trimEnd().split('\n').map(lineHtml)
  const classes = 'shiki console vp-code'
  return `<pre class="${classes}" tabindex="0" v-pre><code>${lines.join('')}</code></pre>`
}

function lineHtml(line: string): string {
  const [, prompt, command = ''] = /^([#$] )(.*)$/.exec(line) ?? []
  // The end of the line belongs to it, so that it is not copied alone.
  if (prompt === undefined)
    return `<span class="line vp-copy-ignore">${escaped(line)}\n</span>`
  const sign = `<span class="prompt vp-copy-ignore">${prompt}</span>`
  return `<span class="line">${sign}<span class="command">${escaped(command)}</span>\n</span>`
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export function consoleBlocks(md: MarkdownRenderer): void {
  const { highlight } = md.options
  md.options.highlight = (code, language, attributes) =>
    language === 'console'
      ? consoleHtml(code)
      : (highlight?.(code, language, attributes) ?? '')
}
