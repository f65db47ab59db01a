/** What most checks begin with: is there a process to look at? */
import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { fail, type Outcome } from '#checker/lab.ts'
import { describeEnding, saidBy, todoIn, whyItEnded } from '#checker/outcome.ts'
import { type Resident, resident } from './resident.ts'
import type { Traveller } from './traveller.ts'

/** The runtime started nothing; every check that looks inside ends here. */
export function nothingRuns({
  container,
  ending,
}: Resident | Traveller): Outcome {
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
    diagnosis: whyItEnded(ending, 'NOT_STARTED'),
  })
}

/** A check of the resident that looks at the process inside. */
export function ofResident(
  look: (found: Resident, seen: Observation) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await bench.share(resident)
    const { seen } = found.container
    return seen === null ? nothingRuns(found) : look(found, seen)
  }
}
