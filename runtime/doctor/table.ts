// Questions to the table of system calls that was replayed: what came before
// the step that failed, what would have come after it.
import { describe, type Step } from '../sys/program.ts'
import type { Evidence } from './diagnosis.ts'
import { table } from './diagnosis.ts'
import type { Failure } from './failure.ts'

type Test = (step: Step) => boolean

/** The last step before the failure that succeeded and passes a test. */
export function lastBefore(failure: Failure, test: Test): Step | undefined {
  const { step, steps, results } = failure
  return steps
    .slice(0, Math.max(step, 0))
    .filter(({ index }) => (results[index] ?? -1n) >= 0n)
    .findLast(test)
}

/** The first step after the failure that passes a test. */
export function firstAfter(failure: Failure, test: Test): Step | undefined {
  if (failure.step < 0) return undefined
  return failure.steps.slice(failure.step + 1).find(test)
}

/** Quote a step and its place: `umount2(".", 0) is step 17, after it`. */
export function quoteStep(failure: Failure, step: Step): Evidence {
  const side = step.index < failure.step ? 'before' : 'after'
  const call = describe(step, failure.results)
  return table(`${call} is step ${step.index}, ${side} it`)
}

/** A flag in a numeric argument of a step. */
export function hasFlag(
  step: Step,
  index: number,
  flag: number | bigint,
): boolean {
  const arg = step.args[index]
  if (typeof arg !== 'number' && typeof arg !== 'bigint') return false
  return (BigInt(arg) & BigInt(flag)) === BigInt(flag)
}

/** The step by which the process got new namespaces of that kind, if one did. */
export function unshareOf(failure: Failure, flag: bigint): Step | undefined {
  return lastBefore(
    failure,
    (step) => step.name === 'unshare' && hasFlag(step, 0, flag),
  )
}

/** The step that opened a descriptor, by the number it returned. */
export function openerOf(failure: Failure, fd: bigint): Step | undefined {
  return lastBefore(failure, ({ index }) => failure.results[index] === fd)
}
