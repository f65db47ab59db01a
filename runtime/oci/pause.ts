import { StateError } from '../errors.ts'
import { freeze, thaw } from '../linux/cgroup/freezer.ts'
import { cgroupOf, loadRunning, loadState, statusOf } from './state.ts'

/**
 * Stop all processes of a container where they are.
 *
 * @throws {StateError} If it does not run, or has no cgroup of its own.
 * @throws {CgroupError} If one of them does not come to a halt.
 */
export function pause(root: string, id: string): Promise<void> {
  return freeze(cgroupOf(loadRunning(root, id)).directory)
}

/**
 * Let all processes of a paused container go on.
 *
 * @throws {StateError} If it is not paused.
 * @throws {CgroupError} If a cgroup above it stands still as well.
 */
export async function resume(root: string, id: string): Promise<void> {
  const state = loadState(root, id)
  const status = statusOf(state)
  if (status === 'paused') return thaw(cgroupOf(state).directory)
  throw new StateError(id, `container "${id}" to be paused`, `it ${status}`)
}
