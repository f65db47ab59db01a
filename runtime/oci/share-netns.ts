import { closeSync } from 'node:fs'
import { StateError } from '../errors.ts'
import { nameNetns, openNetns } from '../linux/network/netns.ts'
import { isAlive } from './process-identity.ts'
import { loadAlive } from './state.ts'

/**
 * Give the network namespace of another container a name of ours, which keeps
 * it even if that container ends before ours is born.
 *
 * @param root Directory of the states.
 * @throws {StateError} If there is no such container, or it has ended.
 */
export function shareNetns(root: string, id: string, file: string): void {
  const { init } = loadAlive(root, id)
  // #region lab-06-share
  const fd = openNetns(`/proc/${init.pid}/ns/net`)
  try {
    // Whose it is, is certain only if the process is still there.
    if (!isAlive(init))
      throw new StateError(id, `container "${id}" to be running`, 'it stopped')
    nameNetns(fd, file)
  } finally {
    closeSync(fd)
  }
  // #endregion lab-06-share
}
