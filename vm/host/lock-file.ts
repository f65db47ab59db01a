/**
 * One at a time, between processes, where there is no flock(1): on macOS.
 *
 * The lock is a file with the number of the process that holds it. A holder that
 * was killed leaves the file, and whoever comes next finds that there is no such
 * process.
 */
import {
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import { guard } from './guard.ts'

const LOOK_MS = 200

/**
 * Run `work` while no other process holds the lock on `path`.
 *
 * @param path A file in a folder that is there.
 * @param onWait Called once when somebody else has the lock.
 */
export async function withLockFile<T>(
  path: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const letGo = () => rmSync(path, { force: true })
  for (let tries = 0; !taken(path); tries++) {
    if (tries === 1) onWait()
    if (!broken(path)) await setTimeout(LOOK_MS)
  }
  const release = guard(letGo)
  try {
    return await work()
  } finally {
    release()
    letGo()
  }
}

/** @see open(2), O_EXCL */
function taken(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Remove a lock whose holder is gone; tell whether it was. One at a time: else
 * the second to notice would remove the lock that the first has taken since.
 */
function broken(path: string): boolean {
  if (!holderIsGone(path)) return false
  const turn = `${path}.break`
  try {
    mkdirSync(turn)
  } catch {
    return false
  }
  try {
    if (holderIsGone(path)) rmSync(path, { force: true })
    return true
  } finally {
    rmdirSync(turn)
  }
}

function holderIsGone(path: string): boolean {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    // Between its making and its writing a lock is empty.
    if (pid > 0) process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
