import { whileThere, writeCgroupFile } from './cgroup-file.ts'
import { hasEvent, untilEvent } from './events.ts'

/**
 * Stop all processes in a cgroup and below it, and wait until they stand.
 *
 * No signal is involved, so none of them can notice, refuse or be continued by
 * somebody else. What they have in memory stays there. What kills, still kills.
 *
 * @throws {CgroupError} ETIMEDOUT if one of them does not come to a halt: it
 *   waits inside the kernel. All of them run again then.
 * @see Control Group v2, "cgroup.freeze"
 */
export async function freeze(directory: string): Promise<void> {
  try {
    // #region lab-04-freeze
    writeCgroupFile(directory, 'cgroup.freeze', '1')
    // That was a request. Each of them stops at its next way out of the kernel.
    await untilEvent(directory, 'frozen', true)
    // #endregion lab-04-freeze
  } catch (error) {
    writeCgroupFile(directory, 'cgroup.freeze', '0')
    throw error
  }
}

/**
 * Let all processes in a cgroup go on.
 *
 * @throws {CgroupError} ETIMEDOUT if a cgroup above it is frozen as well.
 */
export async function thaw(directory: string): Promise<void> {
  writeCgroupFile(directory, 'cgroup.freeze', '0')
  await untilEvent(directory, 'frozen', false)
}

/** Whether a cgroup stands still, by itself or with one above it. */
export function isFrozen(directory: string): boolean {
  return whileThere(() => hasEvent(directory, 'frozen')) ?? false
}
