import { AT_EMPTY_PATH, AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
  MS_PRIVATE,
} from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
import type { MountPropagation } from './mount-options.ts'

/** Neither hears what the host mounts, nor tells what is mounted here. */
const PRIVATE: MountPropagation = { propagation: MS_PRIVATE, isRecursive: true }

/**
 * Attach a mount where an open directory or file is, and close both. A copy of
 * a mount of the host hears of what the host mounts there, unless it is told
 * otherwise.
 *
 * @see move_mount(2); mount_namespaces(7), "Shared subtrees"
 */
export function attachMount(
  child: Program,
  tree: Word,
  place: Word,
  propagation: MountPropagation = PRIVATE,
): void {
  attach(child, tree, place, propagation)
  child.close(tree)
  child.close(place)
}

function attach(
  child: Program,
  tree: Word,
  place: Word,
  { propagation, isRecursive }: MountPropagation,
): void {
  // #region lab-03-attach
  // No path is looked up: both sides are what their descriptors refer to.
  const byDescriptor = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
  child.move_mount(tree, '', place, '', byDescriptor)
  // Only now: a mount that is attached below a shared one becomes shared too.
  const reach = AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0)
  child.mount_setattr(tree, '', reach, mountAttr({ propagation }))
  // #endregion lab-03-attach
}
