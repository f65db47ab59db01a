import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
} from '../sys/constants/files.ts'
import { OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE } from '../sys/constants/mounts.ts'
import type { Program, Result } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
import type { MountOptions } from './mount-options.ts'

/**
 * Copy the mount of a directory or file of the host, from there downwards. The
 * copy is attached nowhere yet: it can be changed while nobody sees it.
 *
 * In mount(2) a bind mount is made first and is read-only later, by a second
 * call with MS_REMOUNT: MS_BIND|MS_RDONLY in one call leaves it writable and
 * reports no error. In between everybody can write.
 *
 * @returns The root of the copy, as a descriptor.
 * @see open_tree(2), mount_setattr(2)
 */
export function bindMount(
  child: Program,
  source: string,
  { isRecursive, changes }: Pick<MountOptions, 'isRecursive' | 'changes'>,
): Result {
  // #region lab-03-bind
  const below = isRecursive ? AT_RECURSIVE : 0
  const clone = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
  const tree = child.open_tree(AT_FDCWD, source, clone | below)
  for (const { set, clear, isRecursive } of changes) {
    const reach = AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0)
    child.mount_setattr(tree, '', reach, mountAttr({ set, clear }))
  }
  return tree
  // #endregion lab-03-bind
}
