import { closeSync } from 'node:fs'
import { syscallNumeric } from '../sys/libc.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

/**
 * Open a process, so that its number cannot come to mean another one.
 *
 * @returns A pidfd, which whoever called closes; `undefined` if it has ended.
 * @see pidfd_open(2)
 */
export function openProcess(process: ProcessIdentity): number | undefined {
  // pidfd_open(2) marks it close-on-exec by itself.
  const fd = unlessGone(() => syscallNumeric('pidfd_open', process.pid, 0))
  // Only now: whoever has the number is held fast.
  if (fd === undefined || isAlive(process)) return fd
  closeSync(fd)
  return undefined
}

/** What a call returns, or `undefined` if the process that it is for is gone. */
export function unlessGone<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
    throw error
  }
}
