/**
 * Classroom 50's `result.json`, `classroom50/result/v1`.
 *
 * Points are whole numbers from 0 to the maximum, so halves are rounded. The points
 * of tests are those before lateness, which the sum at the top takes into account.
 * Who and what is graded stands in the environment of the job; the runner writes its
 * own values over some of it.
 *
 * The format knows no "not graded": its runner itself writes 0 of 0 points and no
 * tests when an autograder breaks, so that is what an ungradable record becomes. An
 * autograder that has one must end with a status other than 0; if it does not, the
 * class sees "no autograder configured".
 */
import type { GradedCheck, GradeRecord } from '../record.ts'
import type { Environment, RenderOptions } from './format.ts'
import { line } from './legible.ts'
import { shownToStudents } from './shown.ts'

/** Render a record as `result.json`. */
export function renderClassroom50(
  record: GradeRecord,
  { environment = {} }: RenderOptions = {},
): string {
  const result = {
    schema: 'classroom50/result/v1',
    ...identityOf(record, environment),
    datetime: seconds(record.submission.submittedAt ?? record.gradedAt),
    graded_at: seconds(record.gradedAt),
    ...pointsOf(record),
  }
  return `${JSON.stringify(result, null, 2)}\n`
}

/** Each field must be a text that is not empty, wherever it was graded. */
function identityOf(
  { student, lab, submission }: GradeRecord,
  env: Environment,
) {
  const commit = env.COMMIT_URL || `sha256:${submission.sha256}`
  return {
    classroom: env.CLASSROOM || 'labs',
    assignment: env.ASSIGNMENT || lab,
    assignment_type: env.ASSIGNMENT_TYPE || 'individual',
    owner: env.OWNER || student,
    submission: env.SUBMISSION_TAG || `submit/${submission.sha256.slice(0, 7)}`,
    commit,
    release: env.RELEASE_URL || commit,
    review: env.REVIEW_URL || commit,
  }
}

function pointsOf(record: GradeRecord) {
  if (record.status === 'ungradable') {
    return { score: 0, 'max-score': 0, tests: [] }
  }
  return {
    ...scoreOf(record.score, record.maxScore),
    tests: shownToStudents(record).map(testOf),
  }
}

function testOf(check: GradedCheck) {
  const { id, title, verdict, actual, points, maxPoints } = check
  const why = id === 'submission' && actual !== null ? `: ${actual}` : ''
  return {
    'test-name': line(`${id}: ${title.en}${why}`),
    passed: verdict === 'pass',
    ...scoreOf(points, maxPoints),
  }
}

function scoreOf(points: number, maxPoints: number) {
  const max = Math.round(maxPoints)
  const score = Math.min(max, Math.max(0, Math.round(points)))
  return { score, 'max-score': max }
}

/** Its times have no fractions. */
const seconds = (iso: string) => `${new Date(iso).toISOString().slice(0, 19)}Z`
