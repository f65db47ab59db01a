import { closeSync, mkdirSync, openSync } from 'node:fs'
import { syscall } from '../sys/libc.ts'

const LOCK_EX = 2

/** Where those wait who want to change the network of this host. */
const HOST_LOCK = '/run/mini-cni'

/**
 * Do something while nobody else does: to look whether an address is free, and
 * to take it, has to be one. The kernel unlocks when the lock's owner dies, so
 * a plugin that is killed keeps nobody waiting.
 *
 * @param directory To be locked; made if it is not there.
 * @see flock(2)
 */
export function locked<T>(directory: string, work: () => T): T {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const fd = openSync(directory, 'r')
  try {
    syscall('flock', fd, LOCK_EX)
    return work()
  } finally {
    closeSync(fd)
  }
}

/**
 * Change links and rules of this host while no other plugin of ours does. Two
 * networks may share a bridge, and all share the ports of the host.
 */
export function hostLocked<T>(work: () => T): T {
  return locked(HOST_LOCK, work)
}
