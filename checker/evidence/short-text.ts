/** Small files of the kernel's, for who reads some hundred of them at a time. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { trustedPath } from './own-proc.ts'

const LONGEST = 16 * 1024
const small = Buffer.alloc(LONGEST)

/**
 * The beginning of a file, 16 KiB at most; `null` if it cannot be read. Three
 * system calls instead of five: so often it is done.
 */
export function shortText(path: string): string | null {
  return reading(path, (fd) => {
    const length = readSync(fd, small, 0, LONGEST, null)
    return small.toString('utf8', 0, length)
  })
}

const LONGEST_TABLE = 64 * 1024
const large = Buffer.alloc(LONGEST_TABLE)

/**
 * The lines of a table, 64 KiB at most; `null` if it cannot be read. Where the
 * kernel makes a table line by line, one read(2) gives no more than a page.
 */
export function tableText(path: string): string | null {
  return reading(path, (fd) => {
    let length = 0
    for (let count = -1; count !== 0 && length < LONGEST_TABLE; ) {
      count = readSync(fd, large, length, LONGEST_TABLE - length, null)
      length += count
    }
    const text = large.toString('utf8', 0, length)
    const isWhole = length < LONGEST_TABLE
    return isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1)
  })
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/**
 * Text of a file that anybody may have put there; `null` if it is no file, or
 * longer than 64 KiB. Nobody waits for the writer of a FIFO.
 */
export function strangersText(path: string): string | null {
  const read = (fd: number) => {
    const stats = fstatSync(fd)
    if (!stats.isFile() || stats.size > LONGEST_TABLE) return null
    const length = readSync(fd, large, 0, LONGEST_TABLE, 0)
    return large.toString('utf8', 0, length)
  }
  return reading(path, read, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
}

function reading(
  path: string,
  read: (fd: number) => string | null,
  flags = O_RDONLY,
): string | null {
  try {
    const fd = openSync(trustedPath(path), flags)
    try {
      return read(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // Gone, or barred, or a controller that is not there.
    return null
  }
}
