/** What most checks begin with: is there a process, and is it in its cgroup? */
import { basename } from 'node:path'
import type { Bench } from '#checker/bench.ts'
import { fail, type Outcome } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { procEvidence, saidBy } from '#checker/outcome.ts'
import type { Alive, Limited } from './limited.ts'
import { whyRefused } from './refusal.ts'

/** A container with limits that a fixture opened, and what else it has to say. */
interface Opened<T> {
  readonly limited: Limited<T>
}

type FoundIn<F> = F extends Opened<infer T> ? T : never

/**
 * A check of a container that looks at what was found.
 *
 * @param otherwise Diagnosis if the runtime started nothing, and did not say at
 *   which file.
 */
export function ofLimited<F extends Opened<unknown>>(
  fixture: (bench: Bench) => Promise<F>,
  otherwise: string,
  look: (fixed: F, found: FoundIn<F>, alive: Alive) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const fixed = await bench.share(fixture)
    const { alive, found } = fixed.limited
    if (alive === null || found === null) {
      const why = whyRefused(fixed.limited.ending, otherwise)
      return nothingRuns(fixed.limited, why)
    }
    const astray = elsewhere(bench, fixed.limited, alive)
    return astray ?? look(fixed, found as FoundIn<F>, alive)
  }
}

/** What is seen of a process in another cgroup than its own proves nothing. */
export function elsewhere(
  bench: Bench,
  { ending }: Pick<Limited<unknown>, 'ending'>,
  { seen, cgroup, membership }: Alive,
): Outcome | null {
  const wanted = pathOf(bench, cgroup)
  if (membership === wanted) return null
  return fail({
    expected: `process ${seen.pid} is in ${wanted}`,
    actual: `it is in ${membership ?? 'no cgroup any more'}`,
    evidence: {
      ...procEvidence(seen, 'cgroup', `0::${membership}`),
      ...saidBy(ending),
    },
    diagnosis: 'NOT_IN_CGROUP',
  })
}

/** A folder of the run's cgroup as `/proc/<pid>/cgroup` shows it. */
export function pathOf({ hello }: Bench, folder: string): string {
  const { cgroup } = hello
  if (cgroup === null) return folder
  return `/${basename(cgroup)}${folder.slice(cgroup.length)}`
}

/** Evidence under the path it was read from. */
export function fileEvidence(
  cgroup: string,
  name: string,
  text: string | null,
): Record<string, string> {
  return { [`${cgroup}/${name}`]: text?.trim() ?? '(there is no such file)' }
}
