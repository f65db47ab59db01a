/** A check of the resident that looks at what was seen inside. */
import type { Bench } from '#checker/bench.ts'
import type { NamespaceType } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { fail, type Outcome } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeEnding, procEvidence, saidBy } from '#checker/outcome.ts'
import { type Resident, residentFor } from './resident.ts'
import type { Inside, Mounts, Views } from './views.ts'

/** Everything about a resident that runs. */
export interface Scene extends Resident {
  readonly bench: Bench
  readonly seen: Observation
  readonly views: Views
}

type Judge = (scene: Scene) => Outcome | Promise<Outcome>

/** Look at the container in which a kind of namespace is its own. */
export function ofResident(
  type: NamespaceType,
  judge: Judge,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await residentFor(bench, type)
    const { seen } = found.container
    const { views } = found
    if (seen === null || views === null) return nothingRuns(found)
    if (seen.exe.sha256 !== found.drawn.probe.sha256) return stranger(seen)
    const scene = { ...found, bench, seen, views }
    return isWhole(views) ? judge(scene) : cutShort(scene)
  }
}

/** Whether the program was there from the first look to the last. */
function isWhole({ before, after, mounts, attacked }: Views): boolean {
  return attacked && before !== null && after !== null && mounts !== null
}

function cutShort({ seen, views, ending }: Scene): Outcome {
  return fail({
    expected: 'the program stays until it is told to end, by its input',
    actual: views.attacked
      ? 'it was gone before everything was looked at'
      : 'it did not act on the line that was sent to it',
    evidence: {
      ...procEvidence(seen, 'exe', seen.exe.path),
      'the runtime': describeEnding(ending),
      ...saidBy(ending),
    },
    diagnosis: 'CUT_SHORT',
  })
}

/** What visitors saw; they come in wherever there is a process. */
export function inside({ views }: Scene): Inside {
  if (views.before === null) throw new Error('A visitor could not get in')
  return views.before
}

/** What the visitor saw that entered the mount namespace. */
export function mountsOf({ views }: Scene): NonNullable<Mounts> {
  if (views.mounts === null) throw new Error('A visitor could not get in')
  return views.mounts
}

function stranger(seen: Observation): Outcome {
  return fail({
    expected: 'the program of the bundle runs',
    actual: 'another file is executed',
    evidence: procEvidence(seen, 'exe', seen.exe.path),
    diagnosis: 'OTHER_PROGRAM',
  })
}
