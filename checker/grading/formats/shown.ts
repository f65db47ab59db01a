/**
 * The checks of a record as a platform may show them: bounded, legible, and
 * without what a hidden check is about.
 */
import type { CheckResult } from '../../check.ts'
import type { GradedCheck } from '../record.ts'
import type { Judged } from './format.ts'
import { legible, line, MOST } from './legible.ts'
import { words } from './words.ts'

/**
 * What students may see. A hidden check has a number and a verdict: no name, for
 * that says what it looks for, and no diagnosis.
 */
export function shownToStudents(judged: Judged): readonly GradedCheck[] {
  let hidden = 0
  return shownToInstructors(judged).map((check) =>
    check.visibility === 'hidden' ? veiled(check, ++hidden) : check,
  )
}

/** What the instructor may see, who then decides who else does. */
export function shownToInstructors(judged: Judged): readonly GradedCheck[] {
  if (judged.checks.length === 0) return [standIn(judged)]
  return judged.checks.map((check) => ({ ...check, ...travelling(check) }))
}

/** The points of a check that count: none of a rejected record, fewer of a late one. */
export function countedPoints(
  { rawScore, score }: Judged,
  check: CheckResult,
): number {
  if (rawScore === 0) return 0
  return Math.round((100 * check.points * score) / rawScore) / 100
}

/** Things left behind, as lines. */
export function shownLeftovers({ leftovers }: Judged): readonly string[] {
  return leftovers.slice(0, MOST).map((thing) => line(thing))
}

function veiled(check: GradedCheck, number: number): GradedCheck {
  return {
    ...check,
    id: `hidden.${number}`,
    step: 'hidden',
    title: {
      en: `${words.hidden.en} ${number}`,
      zh: `${words.hidden.zh} ${number}`,
    },
    ...{ expected: null, actual: null, evidence: {} },
    ...{ diagnosis: null, reason: null, source: '' },
  }
}

/**
 * A document without tests is green to many consumers. So a submission of which
 * nothing was judged has one test, which says why.
 */
function standIn({ status, reason, maxScore }: Judged): GradedCheck {
  const isRejected = status === 'rejected'
  const why = reason === null ? null : legible(reason)
  return {
    ...{ id: 'submission', step: 'submission', title: words.submission },
    visibility: 'public',
    verdict: isRejected ? 'fail' : 'error',
    ...{ points: 0, maxPoints: maxScore },
    ...{ expected: null, actual: isRejected ? why : null, evidence: {} },
    diagnosis: isRejected ? 'SUBMISSION_REJECTED' : null,
    reason: isRejected ? null : why,
    ...{ source: '', ms: 0 },
  }
}

function travelling({ expected, actual, reason, evidence }: CheckResult) {
  const fit = (text: string | null) => (text === null ? null : legible(text))
  const entries = Object.entries(evidence).slice(0, MOST)
  return {
    expected: fit(expected),
    actual: fit(actual),
    reason: fit(reason),
    evidence: Object.fromEntries(
      entries.map(([path, text]) => [line(path), legible(text)]),
    ),
  }
}
