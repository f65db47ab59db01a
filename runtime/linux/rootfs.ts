import type { Program } from '../sys/program.ts'

/**
 * Make a directory the root of the container, and stand inside it.
 *
 * chroot(2) changes where paths begin and nothing else: a working directory or
 * a descriptor that is outside stays outside, and root can walk out through it.
 *
 * @param rootfs Path on the host, absolute.
 * @param cwd Path inside, absolute. It is looked up after the change of root,
 *   so neither `..` nor a symbolic link in it leads out.
 * @see chroot(2), path_resolution(7)
 */
export function enterRoot(child: Program, rootfs: string, cwd: string): void {
  // #region lab-01-root
  child.note('From here on, "/" is the root filesystem of the container')
  child.chroot(rootfs)
  child.note('chroot left the working directory where it was: outside')
  child.chdir(cwd)
  // #endregion lab-01-root
}
