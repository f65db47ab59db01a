/**
 * What GitHub Classroom's reporter reads: lines for the file `$GITHUB_ENV`.
 *
 *     C01EXECSTARTS_RESULTS=eyJ2ZXJzaW9uIjox…       base64 of one runner's results
 *     LABS_RUNNERS=c01execstarts,c02execenv,…      its input `runners`
 *
 * One runner a check, because the reporter has two sums: its table takes the share
 * of tests that pass times `max_score`, its notice, which is the grade, adds up
 * scores. They agree where a runner has one test. They still differ for what is
 * late: the table shows the points before.
 * Base64 also keeps hostile text from becoming another line, and so a variable. What
 * the reporter prints of it is another danger: see `uncommanded`.
 *
 * `max_score` is 0 for what is ungradable: then the reporter sends no points at all,
 * not 0 of so many, and fails the job because of the status `error`.
 */
import type { Language, Verdict } from '../../check.ts'
import type { GradedCheck } from '../record.ts'
import { explain } from './explain.ts'
import type { Judged, LabWords, RenderOptions } from './format.ts'
import { legible, line } from './legible.ts'
import { countedPoints, shownToStudents } from './shown.ts'

/** All variables of a job share two megabytes, and each is below 128 KiB. */
const LONGEST_CODE = 4000

/** Render a record as lines for `$GITHUB_ENV`. */
export function renderGithub(
  judged: Judged,
  lab: LabWords,
  { language = 'en' }: RenderOptions = {},
): string {
  const checks = shownToStudents(judged)
  const names = checks.map(runnerName)
  const results = checks.map((check, index) => {
    const text = JSON.stringify(resultOf(judged, check, lab, language))
    const base64 = Buffer.from(text).toString('base64')
    return `${names[index]?.toUpperCase()}_RESULTS=${base64}`
  })
  return [...results, `LABS_RUNNERS=${names.join(',')}`, ''].join('\n')
}

/** Letters and digits, which is all that the reporter allows; unique by its number. */
function runnerName({ id }: GradedCheck, index: number): string {
  const number = String(index + 1).padStart(2, '0')
  return `c${number}${id.replace(/[^A-Za-z0-9]/g, '').toLowerCase()}`
}

function resultOf(
  judged: Judged,
  check: GradedCheck,
  lab: LabWords,
  language: Language,
) {
  const status = statusOf(judged, check.verdict)
  const test = {
    name: line(`${check.id}: ${check.title[language]}`),
    status,
    score: countedPoints(judged, check),
    // Shown for the status `error` only; `test_code` always.
    message: uncommanded(line(check.reason ?? '')),
    test_code: uncommanded(
      legible(explain(check, lab, language), LONGEST_CODE),
    ),
    filename: '',
    line_no: 0,
    execution_time: `${check.ms / 1000}s`,
  }
  const max = judged.status === 'ungradable' ? 0 : check.maxPoints
  return { version: 1, status, max_score: max, tests: [test] }
}

/**
 * Text that GitHub's runner does not obey. It reads commands from whatever a step
 * prints, blanks before them or not, and a submission that says
 * `::notice title=Autograding report::{"totalPoints":99,…}` would grade itself.
 *
 * @see GitHub Actions, "Workflow commands"; actions/runner, ActionCommand.cs
 */
function uncommanded(text: string): string {
  if (text === '') return ''
  return text.replaceAll('##[', '## [').replace(/^/gm, '│ ')
}

/** A run in which the kit broke has passed nothing and failed nothing. */
function statusOf({ status }: Judged, verdict: Verdict) {
  if (status === 'ungradable') return 'error'
  return verdict === 'pass' ? 'pass' : 'fail'
}
