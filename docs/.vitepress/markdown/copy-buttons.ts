import type { MarkdownRenderer } from 'vitepress'

/** VitePress knows one language for the button that copies a block of code. */
export function chineseCopyButtons(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules
  if (fence === undefined) return
  md.renderer.rules.fence = (tokens, index, options, env, renderer) => {
    const html = fence(tokens, index, options, env, renderer)
    if (!env.relativePath?.startsWith('zh/')) return html
    return html.replace('title="Copy Code"', 'title="复制代码"')
  }
}
