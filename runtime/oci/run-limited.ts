// A run of a container in a cgroup of its own, which is gone when it is over,
// whatever comes in between.
import { closeSync } from 'node:fs'
import { both } from './both.ts'
import type { Claim } from './claim.ts'
import {
  type CgroupState,
  discardCgroup,
  openCgroup,
} from './container-cgroup.ts'
import { makeLimitedCgroup } from './limited-cgroup.ts'
import type { Ending } from './status.ts'

/**
 * Run a container in the cgroup that is planned for it.
 *
 * @param claim Is told what there is to be removed, as long as there is.
 * @param run Is given a descriptor of its directory.
 * @throws {CgroupError} If the cgroup cannot be made, limited or removed.
 * @throws {Error} What `run` throws.
 */
export async function runLimited(
  planned: CgroupState,
  claim: Claim,
  run: (fd: number) => Promise<Ending>,
): Promise<Ending> {
  const work = async () => runInside(makeLimitedCgroup(planned, claim), run)
  const cleanUp = async () => {
    await discardCgroup(claim.state.cgroup ?? planned)
    claim.has({ cgroup: undefined })
  }
  return both(work, cleanUp)
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
