import {
  AT_FDCWD,
  AT_RECURSIVE,
  AT_SYMLINK_NOFOLLOW,
  O_CLOEXEC,
  O_PATH,
} from '../sys/constants/files.ts'
import {
  MNT_DETACH,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_REC,
  MS_SLAVE,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import type { Program, Result } from '../sys/program.ts'

/**
 * Make a directory the root of this mount namespace, and let go of the mounts
 * of the host.
 *
 * chroot(2) moves the root of one process and leaves everything else where it
 * was. Here the tree of mounts itself gets a new root: what was above it is no
 * longer part of it, for whomever and by whatever path.
 *
 * pivot_root(2) wants a mount, so the directory is mounted over itself first.
 * Afterwards the old root lies on top of the new one, where "." in the new root
 * is not enough to name it: umount2(2) would take what is on top, but mount(2)
 * takes what "." is.
 *
 * @param rootfs Path on the host, absolute.
 * @param furnish Records what has to be done while the host can still be
 *   reached, inside the root it is given as a descriptor.
 * @returns The new root, as a descriptor.
 * @see pivot_root(2), mount_namespaces(7)
 */
export function pivotRoot(
  child: Program,
  rootfs: string,
  furnish: (root: Result) => void,
): Result {
  // #region lab-03-pivot
  const copy = OPEN_TREE_CLONE | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW
  const root = child.open_tree(AT_FDCWD, rootfs, copy | OPEN_TREE_CLOEXEC)
  child.move_mount(root, '', AT_FDCWD, rootfs, MOVE_MOUNT_F_EMPTY_PATH)
  furnish(root)
  const host = child.openat(AT_FDCWD, '/', O_PATH | O_CLOEXEC)
  child.fchdir(root)
  child.note('The root of the host comes to lie on top of the new one')
  child.pivot_root('.', '.')
  child.fchdir(host)
  child.note('What goes here must not be unmounted on the host as well')
  child.mount(null, '.', null, MS_REC | MS_SLAVE, null)
  child.umount2('.', MNT_DETACH)
  child.close(host)
  child.chdir('/')
  return root
  // #endregion lab-03-pivot
}
