import { AT_FDCWD } from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'

const STATX_SIZE = 256
/** Offset of `stx_attributes` in `struct statx`, and a bit of it. */
const ATTRIBUTES = 8
const STATX_ATTR_MOUNT_ROOT = 0x2000n

/** Whether something is mounted at a path. @see statx(2); Linux 5.8 */
export function isMountPoint(path: string): boolean {
  const statx = Buffer.alloc(STATX_SIZE)
  syscall('statx', AT_FDCWD, path, 0, 0, statx)
  return (statx.readBigUInt64LE(ATTRIBUTES) & STATX_ATTR_MOUNT_ROOT) !== 0n
}
