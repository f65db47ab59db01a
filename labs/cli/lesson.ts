/** A lab's lesson as Markdown, and what of it a terminal shows first. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '#checker/lab.ts'
import { say } from './i18n.ts'
import { type Io, widthOf } from './io.ts'
import { renderMarkdown, sectionOf } from './markdown.ts'

/** The heading above a lesson's task, in every language. */
const TASK = ['Task', '任务']

/** Longer lines of prose are hard to read, however wide the screen. */
const READABLE = 96

export type Extent = 'task' | 'whole'

/** The lesson, or its task alone, laid out for the terminal. */
export function lessonText(
  io: Io,
  root: string,
  lab: Lab,
  extent: Extent,
): string {
  const path = join(root, 'labs', lab.id, `lesson.${io.language}.md`)
  if (!existsSync(path)) {
    return `${say(io, 'start.noLesson', { language: io.language })}\n`
  }
  const lesson = readFileSync(path, 'utf8')
  const text = extent === 'whole' ? lesson : sectionOf(lesson, TASK)
  const columns = Math.min(widthOf(io.out), READABLE)
  return renderMarkdown(text ?? lesson, { columns, color: io.color })
}
