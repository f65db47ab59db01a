/**
 * What a report must look like for the gate to be content. Each function returns
 * `null`, or one line that says what is wrong with the lab.
 *
 *     starter    nothing passes          reference, oracle    nothing fails
 *     forge      nothing passes          region cut alone     something fails
 *     mistake    its check fails, with its diagnosis; earlier labs stay green
 */
import type {
  CheckResult,
  LabReport,
  Mistake,
  Verdict,
} from '#checker/check.ts'
import type { Exceptions } from './exceptions.ts'

const having = (report: LabReport, ...verdicts: readonly Verdict[]) =>
  report.checks.filter(({ verdict }) => verdicts.includes(verdict))

const names = (checks: readonly CheckResult[]) =>
  checks
    .map(({ id, verdict, reason, actual }) => {
      const why = reason ?? actual
      return why === null ? `${id} (${verdict})` : `${id} (${verdict}: ${why})`
    })
    .join(', ')

/** The kit must not break, whatever is judged. */
function broken(report: LabReport): string | null {
  const errors = having(report, 'error')
  return errors.length === 0 ? null : `the kit broke: ${names(errors)}`
}

/** A program that does nothing passes nothing. */
export function nothingPasses(report: LabReport): string | null {
  const passed = having(report, 'pass')
  if (passed.length > 0) return `already passes: ${names(passed)}`
  if (having(report, 'fail').length === 0) return 'no check failed'
  return broken(report)
}

/** What is known of a program that only pretends. */
export interface Pretence {
  /** Whether it does what this check asks for: then it may pass. */
  isAllowed(check: string): boolean
  /** Whether it attacks the kit: then the kit may say that it broke. */
  readonly attacksKit: boolean
}

/** A program that only pretends passes nothing but what it does. */
export function pretenceFails(
  report: LabReport,
  { isAllowed, attacksKit }: Pretence,
): string | null {
  const passed = having(report, 'pass').filter(({ id }) => !isAllowed(id))
  if (passed.length > 0) return `deceives: ${names(passed)}`
  if (attacksKit) return null
  if (having(report, 'fail').length === 0) return 'no check failed'
  return broken(report)
}

/** The reference passes every check. */
export function everythingPasses(report: LabReport): string | null {
  const others = having(report, 'fail', 'blocked', 'error', 'unsupported')
  if (others.length > 0) return names(others)
  if (report.leftovers.length > 0) {
    return `left behind: ${report.leftovers.join(', ')}`
  }
  return null
}

/** What belongs to a later lab makes no difference to an earlier one. */
export function leavesGreen(report: LabReport): string | null {
  const wrong = everythingPasses(report)
  return wrong === null ? null : `lab ${report.lab} is red: ${wrong}`
}

/** An earlier lab may be red where it reaches what is still to be written. */
export function reachesOnlyHoles(report: LabReport): string | null {
  const reached = having(report, 'fail').filter(
    ({ diagnosis }) => diagnosis === 'TODO_LEFT',
  )
  if (reached.length === 0) return leavesGreen(report)
  const others = having(report, 'fail', 'error', 'unsupported').filter(
    (check) => !reached.includes(check),
  )
  if (others.length === 0) return null
  return `lab ${report.lab} is red: ${names(others)}`
}

/**
 * A correct independent runtime passes whatever applies to it, and something does.
 *
 * @param exceptions Checks that it is known to fail; those that it passes all the
 *   same are told.
 */
export function nothingFails(
  report: LabReport,
  exceptions: Exceptions = {},
): string | null {
  const isKnown = ({ id }: CheckResult) => id in exceptions
  const others = having(report, 'fail', 'blocked', 'error')
  const unknown = others.filter((check) => !isKnown(check))
  if (unknown.length > 0) return names(unknown)
  const passed = having(report, 'pass')
  const needless = passed.filter(
    (check) => isKnown(check) && !exceptions[check.id]?.isRace,
  )
  if (needless.length > 0) return `no exception any more: ${names(needless)}`
  return passed.length > 0 ? null : 'nothing applied to it'
}

/** A region that can be missing without a check noticing teaches nothing. */
export function somethingFails(report: LabReport): string | null {
  return having(report, 'fail').length > 0
    ? broken(report)
    : 'no check turned red'
}

/** A mistake is caught by the check meant for it, with the diagnosis meant for it. */
export function mistakeCaught(
  report: LabReport,
  mistake: Mistake,
): string | null {
  const meant = report.checks.find(({ id }) => id === mistake.check)
  if (meant === undefined) return `there is no check ${mistake.check}`
  if (meant.verdict !== 'fail') {
    const red = names(having(report, 'fail'))
    return `${names([meant])} did not fail; red: ${red || 'none'}`
  }
  if (meant.diagnosis !== mistake.diagnosis) {
    return `${meant.id} says ${meant.diagnosis}, meant was ${mistake.diagnosis}`
  }
  return broken(report)
}
