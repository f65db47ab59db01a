// One directory made of many. The lower ones are never written to; what is
// changed is copied up into the upper one first, and what is deleted gets a
// mark there.
//
//     merged   a  b  C         what the mount shows
//     ───────────────────
//     upper          C  ▒      the one that is written to; ▒ hides d
//     lower    a     c  d      the first of the list lies on top
//     lower       b     d
import { statfsSync, statSync } from 'node:fs'
import { LayerError } from '../errors.ts'
import { MS_RDONLY, UMOUNT_NOFOLLOW } from '../sys/constants/mounts.ts'
import { syscall } from '../sys/libc.ts'
import { mountManyLayers } from './overlay-many.ts'
import { type Overlay, optionsOf } from './overlay-options.ts'

/** mount(2) copies a page of options, and the last byte of it is a NUL. */
const MOST_OPTIONS = 4095

/** The kernel's own limit. */
const MOST_LOWERS = 500

/** What statfs(2) says of an overlay. */
const OVERLAYFS_SUPER_MAGIC = 0x794c7630

/**
 * Mount an overlay. A second one on the same `upper` is not refused: the kernel
 * says in its log that anything may come of it.
 *
 * @throws {LayerError} If a directory is not there, or too many or few are.
 * @throws {SyscallError} ELOOP if one directory is in another; EINVAL if `upper`
 *   cannot hold marks, or `work` is on another filesystem.
 * @see mount(2), overlayfs.rst
 */
export function mountOverlay(overlay: Overlay): void {
  check(overlay)
  const options = optionsOf(overlay)
  if (Buffer.byteLength(options) > MOST_OPTIONS) {
    mountManyLayers(overlay)
    return
  }
  const { source = 'overlay', target } = overlay
  // #region lab-05-mount
  const flags = overlay.upper === undefined ? MS_RDONLY : 0
  syscall('mount', source, target, 'overlay', flags, options)
  // #endregion lab-05-mount
}

/**
 * Detach an overlay.
 *
 * @throws {LayerError} If something else is mounted there.
 * @throws {SyscallError} EBUSY while somebody uses it; EINVAL where nothing
 *   is mounted.
 * @see umount(2)
 */
export function unmountOverlay(target: string): void {
  checkDirectory(target)
  if (statfsSync(target).type !== OVERLAYFS_SUPER_MAGIC)
    throw new LayerError(target, 'an overlay', 'another filesystem')
  syscall('umount2', target, UMOUNT_NOFOLLOW)
}

function check({ lower, upper, work, target }: Overlay): void {
  for (const path of [...lower, upper, work, target])
    if (path !== undefined) checkDirectory(path)
  checkLowers(lower, upper === undefined ? 2 : 1)
}

// With a single lower directory and no upper one there is nothing to overlay.
function checkLowers({ length }: readonly string[], least: number): void {
  if (least <= length && length <= MOST_LOWERS) return
  const wanted = `${least} to ${MOST_LOWERS} directories`
  throw new LayerError('lowerdir', wanted, `${length}`)
}

function checkDirectory(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return
  const found = stat ? 'something else' : 'nothing'
  throw new LayerError(path, 'a directory', found)
}
