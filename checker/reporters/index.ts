import type { LabReport } from '../check.ts'
import type { Lab } from '../lab.ts'
import { type LessonOptions, renderLesson } from './lesson.ts'
import { renderTap } from './tap.ts'

export interface RenderOptions extends LessonOptions {
  readonly reporter: 'lesson' | 'tap' | 'json'
}

/** Render a report for a person, for a TAP consumer, or as the record itself. */
export function render(
  report: LabReport,
  lab: Lab,
  { reporter, ...options }: RenderOptions,
): string {
  switch (reporter) {
    case 'lesson':
      return renderLesson(report, lab, options)
    case 'tap':
      return renderTap(report)
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`
  }
}
