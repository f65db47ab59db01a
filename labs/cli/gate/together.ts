/**
 * Which mistakes can be made together: those that are caught by checks that do not
 * look at the same containers, and need none of each other.
 *
 *     most steps     share containers, so one mistake of each step
 *     `isMachine`    each check has containers of its own, so one of each check
 */
import type { Mistake } from '#checker/check.ts'
import { type Check, checksOf, type Lab, type Step } from '#checker/lab.ts'
import type { Sources } from '../starter.ts'
import { independent } from './variant.ts'

/** The mistakes of a lab in groups, each of which is judged at once. */
export function together(
  lab: Lab,
  sources: Sources,
): readonly (readonly Mistake[])[] {
  return independent(sources, lab.mistakes, (a, b) => {
    if (a.isAlone || b.isAlone) return false
    const [one, other] = [placeOf(lab, a.check), placeOf(lab, b.check)]
    const isNeeded = one.all.includes(b.check) || other.all.includes(a.check)
    return !isNeeded && arePlacesApart(lab, one.step, other.step)
  })
}

/** Whether a mistake is caught where this computer's own kernel is not enough. */
export function needsMachine(lab: Lab, { check }: Mistake): boolean {
  return placeOf(lab, check).step.isMachine === true
}

function arePlacesApart(lab: Lab, one: Step, other: Step): boolean {
  if (one.isMachine || other.isMachine) return one === other
  // What the first step is about, all others stand on.
  return one !== other && one !== lab.steps[0] && other !== lab.steps[0]
}

interface Place {
  readonly step: Step
  /** The check, and those without which it tells nothing. */
  readonly all: readonly string[]
}

function placeOf(lab: Lab, id: string): Place {
  const has = ({ checks }: Step) => checks.some((check) => check.id === id)
  const step = lab.steps.find(has) as Step
  return { step, all: withNeeds(checksOf(lab), id) }
}

function withNeeds(checks: readonly Check[], id: string): string[] {
  const check = checks.find((it) => it.id === id)
  // What runs when all the others are done needs all the others.
  if (check?.afterAll) return checks.map((it) => it.id)
  const needed = check?.needs ?? []
  return [id, ...needed.flatMap((it) => withNeeds(checks, it))]
}
