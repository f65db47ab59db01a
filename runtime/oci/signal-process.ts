import { closeSync } from 'node:fs'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

/**
 * Send a signal to one process, and to no other that has its number by now.
 *
 * @returns Whether it was there.
 * @throws {SyscallError} EPERM for a process of somebody else.
 * @see pidfd_open(2), pidfd_send_signal(2)
 */
export function signalProcess(
  process: ProcessIdentity,
  signal: number,
): boolean {
  const fd = ifThere(() => syscallNumeric('pidfd_open', process.pid, 0))
  if (fd === undefined) return false
  try {
    // Only now: whoever has the number is held fast.
    if (!isAlive(process)) return false
    return ifThere(() => send(fd, signal)) ?? false
  } finally {
    closeSync(fd)
  }
}

function send(pidfd: number, signal: number): true {
  syscall('pidfd_send_signal', pidfd, signal, null, 0)
  return true
}

function ifThere<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
    throw error
  }
}
