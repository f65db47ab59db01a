import { closeSync, openSync } from 'node:fs'
import { CLONE_NEWNET } from './constants/processes.ts'
import { syscall } from './libc.ts'

/** The network namespace of the calling thread, which others do not share. */
export const OWN_NETNS = '/proc/thread-self/ns/net'

/**
 * Do something in another network namespace, and come back.
 *
 * Only this thread goes there, so the work has to be synchronous: what waits
 * for the event loop goes on here. A child that is started there stays there,
 * and `/proc/sys/net` shows the namespace of whoever looks.
 *
 * @param fd A namespace, open; it stays open.
 * @throws {SyscallError} EINVAL if it is something else; EPERM without
 *   CAP_SYS_ADMIN in the user namespace that owns it.
 * @see setns(2), network_namespaces(7)
 */
export function withNetns<T>(fd: number, work: () => T): T {
  return andBack(() => syscall('setns', fd, CLONE_NEWNET), work)
}

/** The same in a namespace that is made for it, and that nobody else has. */
export function withNewNetns<T>(work: () => T): T {
  return andBack(() => syscall('unshare', CLONE_NEWNET), work)
}

function andBack<T>(leave: () => void, work: () => T): T {
  const home = openSync(OWN_NETNS, 'r')
  try {
    leave()
    try {
      return work()
    } finally {
      syscall('setns', home, CLONE_NEWNET)
    }
  } finally {
    closeSync(home)
  }
}
