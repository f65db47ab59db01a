import { writeIdMaps } from '../linux/id-maps.ts'
import { isNew } from '../linux/namespaces.ts'
import { writeTimeOffsets } from '../linux/time.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import type { Child } from '../sys/spawn.ts'
import type { Handshake } from './handshake.ts'

/**
 * Something we do for a child while it waits.
 *
 * @param gone Is aborted when the child has ended.
 */
export type Task = (child: Child, gone: AbortSignal) => void | Promise<void>

/**
 * Do the parent's part, one task each time the child waits, and let it go on.
 *
 * Returns without a word if the child ends before: its own status tells why.
 *
 * @throws {Error} What a task throws.
 */
export async function attendChild(
  child: Child,
  handshake: Handshake,
  tasks: readonly Task[],
): Promise<void> {
  handshake.childIsBorn()
  const gone = new AbortController()
  const giveUp = () => gone.abort()
  child.exited.then(giveUp, giveUp)
  for (const task of tasks) {
    if (!(await handshake.isThere())) return
    try {
      await task(child, gone.signal)
      handshake.go()
    } catch (error) {
      // Its own end says more than that there was nobody to do it for. It may
      // be in the kernel's books before anybody has told us.
      if (!gone.signal.aborted && isThere(child.pid)) throw error
      return
    }
  }
}

/**
 * What only the parent may do when a child has come into its namespaces: write
 * the maps of its user namespace and the offsets of its clocks.
 *
 * @throws {SyscallError} If the kernel refuses a map or an offset.
 * @throws {IdMapError} If a command that should map IDs does not.
 */
export function writeForNewborn({ linux }: Spec): Task {
  const { namespaces = [], timeOffsets } = linux ?? {}
  const { uidMappings: uids = [], gidMappings: gids = [] } = linux ?? {}
  return async (child, gone) => {
    if (isNew(namespaces, 'user'))
      await writeIdMaps(child.pid, { uids, gids }, gone)
    if (timeOffsets) writeTimeOffsets(child.pid, timeOffsets)
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
