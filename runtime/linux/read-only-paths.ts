import { AT_EMPTY_PATH, AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  MOUNT_ATTR_RDONLY,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
import { attachMount } from './attach-mount.ts'
import { openIfThere } from './destination.ts'

/**
 * Mount what is at a path over itself, read-only with all that is below. A
 * path where nothing is stays as it is.
 *
 * mount_setattr(2) adds one attribute to those that are there. The remount of
 * mount(2) replaces all of them, and has to repeat `nosuid` and the like: in a
 * user namespace the kernel lets nobody leave one out (EPERM).
 *
 * @see config-linux.md, "Readonly Paths"; mount_namespaces(7), "locked"
 */
export function makePathReadOnly(
  child: Program,
  root: Word,
  path: string,
): void {
  // #region lab-03-read-only-paths
  const missing = child.ahead()
  const place = openIfThere(child, root, path, 0, missing)
  const all = AT_EMPTY_PATH | AT_RECURSIVE
  const copy = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
  const tree = child.open_tree(place, '', all | copy)
  child.mount_setattr(tree, '', all, mountAttr({ set: MOUNT_ATTR_RDONLY }))
  attachMount(child, tree, place)
  child.place(missing)
  // #endregion lab-03-read-only-paths
}
