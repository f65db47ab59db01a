// A run of a container in a cgroup of its own, which is gone when it is over,
// whatever comes in between.
import { closeSync } from 'node:fs'
import { both } from './both.ts'
import type { Claim } from './claim.ts'
import {
  type CgroupState,
  discardCgroup,
  limitCgroup,
  makeCgroup,
  openCgroup,
} from './container-cgroup.ts'
import { catchSignals } from './forward-signals.ts'
import type { RunOptions } from './run.ts'
import type { Ending } from './status.ts'

/** What a run in a cgroup has to heed, besides its other options. */
export type Limits = Required<Pick<RunOptions, 'cgroup' | 'stopped'>>

/**
 * Run a container in the cgroup that is planned for it.
 *
 * @param claim Is told what there is to be removed, as long as there is.
 * @throws {CgroupError} If the cgroup cannot be made, limited or removed.
 * @throws {Error} What `run` throws.
 */
export async function runLimited(
  planned: CgroupState,
  claim: Claim,
  run: (limits: Limits) => Promise<Ending>,
): Promise<Ending> {
  let stopped: NodeJS.Signals | undefined
  // From the first directory to the last: no signal shall leave one behind.
  const letGo = catchSignals((signal) => {
    if (signal !== 'SIGWINCH') stopped ??= signal
  })
  let cgroup = planned
  const work = async () => {
    claim.hasCgroup(cgroup)
    cgroup = makeCgroup(planned)
    claim.hasCgroup(cgroup)
    limitCgroup(cgroup)
    const limits = { stopped: () => stopped }
    return runInside(cgroup, (fd) => run({ ...limits, cgroup: fd }))
  }
  const cleanUp = async () => {
    await discardCgroup(cgroup)
    claim.hasCgroup(undefined)
  }
  try {
    return await both(work, cleanUp)
  } finally {
    letGo()
  }
}

async function runInside(
  { directory }: CgroupState,
  run: (fd: number) => Promise<Ending>,
): Promise<Ending> {
  const fd = openCgroup(directory)
  try {
    return await run(fd)
  } finally {
    closeSync(fd)
  }
}
