import { AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'
import { terminated } from './file-name.ts'

const SECOND = 1_000_000_000n

/**
 * Set both times of a file, to the nanosecond. A symbolic link is not followed.
 *
 * @param time Nanoseconds since 1970; negative before.
 * @see utimensat(2)
 */
export function setTimes(path: Uint8Array, time: bigint): void {
  const rest = ((time % SECOND) + SECOND) % SECOND
  const times = Buffer.alloc(32)
  for (const offset of [0, 16]) {
    times.writeBigInt64LE((time - rest) / SECOND, offset)
    times.writeBigInt64LE(rest, offset + 8)
  }
  const file = terminated(path)
  syscall('utimensat', AT_FDCWD, file, times, AT_SYMLINK_NOFOLLOW)
}
