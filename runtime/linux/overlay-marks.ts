// How an overlay says in its upper directory that something of the layers below
// is gone. Nothing below is ever changed, so what is deleted gets a mark:
//
//     whiteout   character device 0:0     nothing has this name any more
//     opaque     xattr overlay.opaque=y   nothing below shows in this directory
//
// The attributes are in trusted.*, which only root of the machine may read; an
// overlay of a user namespace is mounted with userxattr and has them in user.*.
import type { BigIntStats } from 'node:fs'
import { LayerError } from '../errors.ts'
import { S_IFCHR } from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'
import type { Directory } from './directory.ts'
import {
  bytesOfName,
  type FileName,
  terminated,
  textOfName,
} from './file-name.ts'
import { listXattrs, readXattr, writeXattr } from './xattr.ts'

/** Where an overlay keeps its attributes. */
export type MarkSpace = 'trusted' | 'user'

const WHITEOUT_DEVICE = 0

/** Whether a file says that nothing has its name any more. */
export function isWhiteout(stat: BigIntStats): boolean {
  // #region lab-05-whiteout
  return stat.isCharacterDevice() && stat.rdev === BigInt(WHITEOUT_DEVICE)
  // #endregion lab-05-whiteout
}

/** Whether nothing below shows in a directory. @see overlayfs.rst, "whiteouts and opaque directories" */
export function isOpaque(directory: Directory, space: MarkSpace): boolean {
  // #region lab-05-opaque
  const value = readXattr(directory.at('.'), `${space}.overlay.opaque`)
  return value?.toString() === 'y'
  // #endregion lab-05-opaque
}

/** Mark a name as deleted; nothing may have it. @see mknod(2) */
export function makeWhiteout(directory: Directory, name: FileName): void {
  const path = terminated(bytesOfName(name))
  syscall('mknodat', directory.fd, path, S_IFCHR, WHITEOUT_DEVICE)
}

/** Let nothing below show in a directory. */
export function makeOpaque(path: Uint8Array, space: MarkSpace): void {
  writeXattr(path, `${space}.overlay.opaque`, Buffer.from('y'))
}

/** Whether an attribute belongs to an overlay and not to the file. */
export function isMark(xattr: FileName): boolean {
  return /^(trusted|user)\.overlay\./.test(xattr)
}

/**
 * Whether a file was copied up from a layer below and not made anew. It is a
 * hint: not every filesystem has the handles that it takes.
 */
export function isCopiedUp(path: Uint8Array, space: MarkSpace): boolean {
  return listXattrs(path).includes(`${space}.overlay.origin`)
}

/** What an upper directory has only if it was mounted with other options. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  redirect: 'its content under another name below (redirect_dir=on)',
  metacopy: 'its content in a layer below (metacopy=on)',
  whiteout: 'a whiteout of an overlay in an overlay',
}

/**
 * Refuse a file of which the upper directory does not have everything: who
 * copies it would lose what it says, or believe what somebody planted.
 *
 * @param name As it is called in the message.
 * @throws {LayerError} If it has such an attribute.
 */
export function refuseElsewhere(
  path: Uint8Array,
  name: FileName,
  space: MarkSpace,
): void {
  const prefix = `${space}.overlay.`
  for (const xattr of listXattrs(path)) {
    const found =
      xattr.startsWith(prefix) && ELSEWHERE[xattr.slice(prefix.length)]
    if (found) throw new LayerError(textOfName(name), 'all in one place', found)
  }
}
