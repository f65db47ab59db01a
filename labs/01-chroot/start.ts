/** What most checks begin with: is there a process to look at? */

import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'
import type { Outcome } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { type Resident, resident } from './resident.ts'

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
