// The kernel tells when a line of cgroup.events has changed, by inotify(7).
import { watch } from 'node:fs'
import { join } from 'node:path'
import { CgroupError } from '../../errors.ts'
import { attempt, flatKeyed } from './cgroup-file.ts'

/** What cgroup.events tells of a cgroup and all below it. */
export type CgroupEvent = 'populated' | 'frozen'

/** The kernel needs milliseconds; a process that waits for a disk, longer. */
const PATIENCE_MS = 10_000

/**
 * Wait until `cgroup.events` has a line as wanted.
 *
 * @throws {CgroupError} ETIMEDOUT if that takes too long, ENOENT if the cgroup
 *   goes away.
 * @see Control Group v2, "[Un]populated Notification", "cgroup.events"
 */
export async function untilEvent(
  directory: string,
  event: CgroupEvent,
  wanted: boolean,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const path = join(directory, 'cgroup.events')
  const { promise, resolve, reject } = deferred()
  // Watch first and look then: what happens in between is not missed.
  const watcher = attempt({ path }, () => watch(path, look))
  watcher.on('error', reject)
  const timer = setTimeout(() => {
    reject(tooLate(path, `${event} ${Number(wanted)}`, patienceMs))
  }, patienceMs)
  function look() {
    try {
      if (hasEvent(directory, event) === wanted) resolve()
    } catch (error) {
      reject(error)
    }
  }
  try {
    look()
    await promise
  } finally {
    clearTimeout(timer)
    watcher.close()
  }
}

/** Whether a cgroup, with all below it, is in that state. @throws {CgroupError} */
export function hasEvent(directory: string, event: CgroupEvent): boolean {
  return flatKeyed(directory, 'cgroup.events').get(event) === 1n
}

function tooLate(path: string, wanted: string, ms: number): CgroupError {
  return new CgroupError(
    `Expected "${path}" to tell "${wanted}" within ${ms} ms but it does not`,
    { path, code: 'ETIMEDOUT', syscall: 'inotify_add_watch' },
  )
}

function deferred() {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
