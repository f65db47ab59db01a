import type { LabReport } from '../check.ts'
import { renderGithub } from '../grading/formats/github.ts'
import { renderJunit } from '../grading/formats/junit.ts'
import { judgementOf } from '../grading/from-report.ts'
import type { Lab } from '../lab.ts'
import { type LessonOptions, renderLesson } from './lesson.ts'
import type { ReporterName } from './names.ts'
import { renderTap } from './tap.ts'

export interface RenderOptions extends LessonOptions {
  readonly reporter: ReporterName
}

/** Render a report for a person, for continuous integration, or as the record itself. */
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
    case 'junit':
      return renderJunit(judgementOf(report), lab, options)
    case 'github':
      return renderGithub(judgementOf(report), lab, options)
  }
}
