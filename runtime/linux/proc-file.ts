import { closeSync, openSync, writeSync } from 'node:fs'
import { SyscallError } from '../sys/errors.ts'

/**
 * Write a file of /proc in one piece, as the kernel wants it.
 *
 * @throws {SyscallError} What write(2) or open(2) gives, with path and text.
 */
export function writeProcFile(path: string, text: string): void {
  let call = 'openat'
  let fd = -1
  try {
    fd = openSync(path, 'w')
    call = 'write'
    writeSync(fd, text)
  } catch (error) {
    throw new SyscallError(call, -errnoOf(error), [path, text])
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}

function errnoOf(error: unknown): number {
  const { errno } = error as NodeJS.ErrnoException
  if (errno === undefined) throw error
  return errno
}
