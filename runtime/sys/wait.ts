import { P_PIDFD, WEXITED, WNOHANG, WNOWAIT } from './constants/processes.ts'
import { signalName } from './constants/signals.ts'
import type { Descriptor } from './descriptor.ts'
import { syscall } from './libc.ts'

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

/** Fields of `siginfo_t` that waitid fills. */
const SIGINFO = { size: 128, code: 8, pid: 16, status: 24 }
const CLD_EXITED = 1

/**
 * Wait, without holding up the event loop, until a child of ours has ended.
 *
 * Never wait for "any child" (-1) in a process that may use `child_process`:
 * it would take away the statuses Node itself waits for.
 *
 * @param pidfd Is left open.
 * @param leave Leave it a zombie, for whoever is its parent when we have ended.
 * @see waitid(2), pidfd_open(2)
 */
export function waitForExit(pidfd: Descriptor, leave = false): Promise<Exit> {
  return new Promise((resolve, reject) => {
    pidfd.watch(() => {
      try {
        const exit = exitOf(pidfd.fd, leave)
        if (!exit) return
        // The descriptor stays readable, and the status is gone now.
        pidfd.unwatch()
        resolve(exit)
      } catch (error) {
        pidfd.unwatch()
        reject(error)
      }
    })
  })
}

function exitOf(pidfd: number, leave: boolean): Exit | undefined {
  const info = Buffer.alloc(SIGINFO.size)
  const options = WEXITED | WNOHANG | (leave ? WNOWAIT : 0)
  syscall('waitid', P_PIDFD, pidfd, info, options, null)
  if (info.readInt32LE(SIGINFO.pid) === 0) return undefined
  const status = info.readInt32LE(SIGINFO.status)
  if (info.readInt32LE(SIGINFO.code) === CLD_EXITED)
    return { code: status, signal: null }
  return { code: null, signal: signalName(status) }
}
