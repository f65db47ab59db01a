import { rmdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CgroupError } from '../../errors.ts'
import { attempt, isGone } from './cgroup-file.ts'
import { removeIfEmpty } from './create.ts'
import { withDescendants } from './descendants.ts'
import { killAll } from './kill.ts'

/** How often a cgroup that is in use is tried again, and how long between. */
const ATTEMPTS = 100
const PAUSE_MS = 20

/**
 * End everything in a cgroup and remove it, with all below it and with what
 * was made above it for its sake. One that is gone is no error.
 *
 * @param made What `createCgroup` told; those of them that others use stay.
 * @throws {CgroupError} EBUSY or ETIMEDOUT if a process in it does not die.
 * @see Control Group v2, "Organizing Processes and Threads"
 */
export async function removeCgroup(
  directory: string,
  made: readonly string[],
): Promise<void> {
  if (!removeIfEmpty(directory)) await removeInUse(directory)
  const above = made.filter((path) => directory.startsWith(`${path}/`))
  for (const path of above.sort().reverse()) removeIfEmpty(path)
}

/** Remove a cgroup that somebody has stayed in, or has made others in. */
async function removeInUse(directory: string): Promise<void> {
  // #region lab-04-remove
  // Whoever has left the session, the process group and its parent behind is
  // still in here.
  await killAll(directory)
  // rmdir(2) is for one cgroup at a time, and wants none below it.
  for (const path of withDescendants(directory).reverse())
    await removeDirectory(path)
  // #endregion lab-04-remove
}

/** Remove a cgroup, and wait a little for the last one to leave it. */
async function removeDirectory(path: string): Promise<void> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return attempt({ path }, () => rmdirSync(path))
    } catch (error) {
      if (isGone(error)) return
      const isBusy = error instanceof CgroupError && error.code === 'EBUSY'
      if (!isBusy || left === 1) throw error
    }
    await sleep(PAUSE_MS)
  }
}
