import { closeSync } from 'node:fs'
import { syscall } from '../sys/libc.ts'
import { openProcess, unlessGone } from './open-process.ts'
import type { ProcessIdentity } from './process-identity.ts'

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
  const fd = openProcess(process)
  if (fd === undefined) return false
  try {
    return unlessGone(() => send(fd, signal)) ?? false
  } finally {
    closeSync(fd)
  }
}

function send(pidfd: number, signal: number): true {
  syscall('pidfd_send_signal', pidfd, signal, null, 0)
  return true
}
