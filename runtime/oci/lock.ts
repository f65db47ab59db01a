import { closeSync, openSync } from 'node:fs'
import { syscall } from '../sys/libc.ts'

const LOCK_EX = 2

/**
 * Do something while nobody else does: to look whether an ID is free and to
 * take it has to be one. The kernel unlocks when the lock's owner dies.
 *
 * @param directory That exists, and is the same for all who ask.
 * @see flock(2)
 */
export function locked<T>(directory: string, work: () => T): T {
  const fd = lock(directory)
  try {
    return work()
  } finally {
    closeSync(fd)
  }
}

// #region lab-04
/** The same for something that takes its time. */
export async function lockedMeanwhile<T>(
  directory: string,
  work: () => Promise<T>,
): Promise<T> {
  const fd = lock(directory)
  try {
    return await work()
  } finally {
    closeSync(fd)
  }
}
// #endregion lab-04

function lock(directory: string): number {
  const fd = openSync(directory, 'r')
  syscall('flock', fd, LOCK_EX)
  return fd
}
