/**
 * What search gets to read. VitePress takes it from the files below docs/; but a
 * lesson is no such file, and a page that is partly generated says less in its file
 * than on the site.
 */
import { relative } from 'node:path'
import { createMarkdownRenderer, type MarkdownEnv } from 'vitepress'
import { withGenerated } from '../generated/marks.ts'
import { languageOf } from '../language.ts'
import { lessonAt } from '../lessons/pages.ts'
import { docs } from '../places.ts'
import { type Section, sectionsIn } from './sections.ts'

/** As much of VitePress's renderer as is needed here. */
interface Markdown {
  readonly options: { highlight?: Highlight | null | undefined }
  readonly utils: { escapeHtml(text: string): string }
  render(markdown: string, env: MarkdownEnv): string
}

type Highlight = (code: string, language: string, attributes: string) => string

/** A page as it is on the site; nothing of one that wants not to be found. */
export async function renderForSearch(
  source: string,
  env: MarkdownEnv,
  md: Markdown,
): Promise<string> {
  const language = languageOf(env.relativePath)
  const html = withoutColours(md, await withGenerated(source, language), env)
  return env.frontmatter?.search === false ? '' : html
}

/** @param html Empty for a page that has no file. */
export async function sectionsOf(
  file: string,
  html: string,
): Promise<Section[]> {
  return sectionsIn(html || (await renderLesson(file)))
}

async function renderLesson(path: string): Promise<string> {
  const relativePath = relative(docs, path)
  const lesson = lessonAt(relativePath)
  if (lesson === undefined) return ''
  // There is one renderer, whoever asks: this is the one of the pages.
  const md = await createMarkdownRenderer(docs)
  return withoutColours(md, lesson, { path, relativePath, cleanUrls: true })
}

/** To colour code takes most of the time, and search does not see colours. */
function withoutColours(
  md: Markdown,
  markdown: string,
  env: MarkdownEnv,
): string {
  const { highlight = null } = md.options
  md.options.highlight = (code) => `<pre>${md.utils.escapeHtml(code)}</pre>`
  try {
    return md.render(markdown, env)
  } finally {
    md.options.highlight = highlight
  }
}
