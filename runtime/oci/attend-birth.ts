import { writeIdMaps } from '../linux/id-maps.ts'
import { isNew } from '../linux/namespaces.ts'
import { writeTimeOffsets } from '../linux/time.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import type { Child } from '../sys/spawn.ts'
import type { Handshake } from './handshake.ts'

/**
 * Do the parent's part while the child waits: write the maps of its user
 * namespace and the offsets of its clocks, and let it go on.
 *
 * Returns without a word if the child ends before: its own status tells why.
 *
 * @throws {SyscallError} If the kernel refuses a map or an offset.
 * @throws {IdMapError} If a command that should map IDs does not.
 */
export async function attendBirth(
  child: Child,
  { linux }: Spec,
  handshake: Handshake,
): Promise<void> {
  handshake.childIsBorn()
  if (!(await handshake.isThere())) return
  const { namespaces = [], timeOffsets } = linux ?? {}
  const { uidMappings: uids = [], gidMappings: gids = [] } = linux ?? {}
  const gone = new AbortController()
  const giveUp = () => gone.abort()
  child.exited.then(giveUp, giveUp)
  try {
    if (isNew(namespaces, 'user'))
      await writeIdMaps(child.pid, { uids, gids }, gone.signal)
    if (timeOffsets) writeTimeOffsets(child.pid, timeOffsets)
    handshake.go()
  } catch (error) {
    // Its own end says more than that there was nobody to write for. It may be
    // in the kernel's books before anybody has told us.
    if (!gone.signal.aborted && isThere(child.pid)) throw error
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
