import type { Ending } from './agent/protocol.ts'
import type { Launched } from './container.ts'
import { fail, type Outcome } from './lab.ts'
import { describeEnding, saidBy, todoIn, whyItEnded } from './outcome.ts'

/** A container that was tried, and how its runtime ended. */
export interface Tried {
  readonly container: Launched
  readonly ending: Ending
}

/**
 * The runtime started nothing; every check that looks inside ends here.
 *
 * @param otherwise Diagnosis if the runtime said and did nothing special.
 */
export function nothingRuns(
  { container, ending }: Tried,
  otherwise = 'NOT_STARTED',
): Outcome {
  const todo = todoIn(ending)
  return fail({
    expected: 'the program of the bundle runs',
    actual:
      todo === null
        ? `it never ran; the runtime: ${describeEnding(ending)}`
        : `it never ran; the runtime stopped at TODO(${todo})`,
    evidence: {
      command: `run --bundle ${container.folder}/bundle ${container.id}`,
      ...saidBy(ending),
    },
    diagnosis: whyItEnded(ending, otherwise),
  })
}
