// Extended attributes: names with values of bytes, beside what stat(2) tells.
// A symbolic link is asked itself, and never followed.
import type { SyscallError } from '../sys/errors.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { bytesOfName, type FileName, terminated } from './file-name.ts'

/** Most bytes that a value, or the list of all names, may have. */
const XATTR_SIZE_MAX = 65_536

/**
 * The names of all attributes of a file, sorted. None where the filesystem has
 * no such thing.
 *
 * @see llistxattr(2)
 */
export function listXattrs(path: Uint8Array): FileName[] {
  const file = terminated(path)
  if (!sizeOf('llistxattr', file)) return []
  const list = Buffer.alloc(XATTR_SIZE_MAX)
  const end = syscallNumeric('llistxattr', file, list, list.length)
  // Every name has a NUL behind it, the last one too.
  return list.toString('latin1', 0, end).split('\0').slice(0, -1).sort()
}

/**
 * The value of an attribute; undefined if the file has none of that name.
 *
 * @see lgetxattr(2)
 */
export function readXattr(
  path: Uint8Array,
  name: FileName,
): Buffer | undefined {
  const args = [terminated(path), terminated(bytesOfName(name))]
  if (sizeOf('lgetxattr', ...args) === undefined) return undefined
  const value = Buffer.alloc(XATTR_SIZE_MAX)
  const end = syscallNumeric('lgetxattr', ...args, value, value.length)
  return Buffer.from(value.subarray(0, end))
}

/**
 * Give a file an attribute, or another value of it.
 *
 * @throws {SyscallError} EOPNOTSUPP where the filesystem has none; EPERM for
 *   `user.` on what is neither file nor directory.
 * @see lsetxattr(2), xattr(7)
 */
export function writeXattr(
  path: Uint8Array,
  name: FileName,
  value: Uint8Array,
): void {
  const args = [terminated(path), terminated(bytesOfName(name))]
  syscall('lsetxattr', ...args, value, value.length, 0)
}

/** How long the answer is; undefined if there is none. Most files have none. */
function sizeOf(
  name: 'lgetxattr' | 'llistxattr',
  ...args: readonly Buffer[]
): number | undefined {
  try {
    return syscallNumeric(name, ...args, null, 0)
  } catch (error) {
    const { code } = error as SyscallError
    if (code === 'ENODATA' || code === 'EOPNOTSUPP') return undefined
    throw error
  }
}
