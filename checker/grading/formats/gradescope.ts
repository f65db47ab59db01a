/**
 * Gradescope's `results/results.json`.
 *
 * - Its sum of `max_score` must be the points of the assignment.
 * - The score at the top counts, so what lateness costs is in it; the points of
 *   tests are those before.
 * - Hidden checks become visible after the due date (`after_due_date`). As long as
 *   one is not, Gradescope hides the total as well: the output says so.
 * - Instructors see all tests at any time, so a hidden check is told in full here.
 * - The format knows no "not graded". A document without any score is as near as it
 *   comes: it cannot be read as 0 points. What the site does with one is not
 *   documented; "The autograder failed to execute correctly" would be right, too.
 * - Everything is `text`: the default of `output` is HTML, and evidence is hostile.
 */
import type { Language } from '../../check.ts'
import type { GradedCheck, GradeRecord } from '../record.ts'
import { explain } from './explain.ts'
import type { LabWords, RenderOptions } from './format.ts'
import { line } from './legible.ts'
import { shownToInstructors } from './shown.ts'
import { latenessOf, passedOf, summaryOf } from './summary.ts'
import { words } from './words.ts'

/** Render a record as `results.json`. */
export function renderGradescope(
  record: GradeRecord,
  lab: LabWords,
  { language = 'en' }: RenderOptions = {},
): string {
  const isOpen = record.status === 'ungradable'
  const results = {
    ...(isOpen ? {} : { score: record.score }),
    execution_time: Math.round(record.durationMs / 1000),
    output: outputOf(record, language),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: factsOf(record),
    tests: shownToInstructors(record).map((check, index) => ({
      ...testOf(check, lab, language),
      ...(isOpen ? {} : scoreOf(check)),
      number: String(index + 1),
    })),
  }
  return `${JSON.stringify(results, null, 2)}\n`
}

/**
 * What students read at once: nothing of hidden checks, and so no sum that they are
 * in, or it would be tried until it grows.
 */
function outputOf(record: GradeRecord, language: Language): string {
  const open = record.checks.filter(({ visibility }) => visibility === 'public')
  const isWhole = open.length === record.checks.length
  return [
    // Anybody can hand in another's file; here it can be seen.
    `${record.lab} · ${record.student}`,
    ...(isWhole || record.status !== 'graded'
      ? [summaryOf(record, language)]
      : [passedOf(open, language), ...latenessOf(record, language)]),
    ...(isWhole ? [] : [`${words.hiddenUntil[language]}.`]),
  ].join('\n')
}

function factsOf(record: GradeRecord) {
  const { schema, lab, status, seed, kit, submission } = record
  return { schema, lab, status, seed, kit, sha256: submission.sha256 }
}

function testOf(check: GradedCheck, lab: LabWords, language: Language) {
  const { id, step, title, verdict, visibility } = check
  return {
    name: line(`${id}: ${title[language]}`),
    status: verdict === 'pass' ? 'passed' : 'failed',
    output: explain(check, lab, language),
    tags: [step],
    visibility: visibility === 'hidden' ? 'after_due_date' : 'visible',
  }
}

const scoreOf = ({ points, maxPoints }: GradedCheck) => ({
  score: points,
  max_score: maxPoints,
})
