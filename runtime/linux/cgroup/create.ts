import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { CgroupError } from '../../errors.ts'
import {
  attempt,
  flatKeyed,
  isGone,
  readCgroupFile,
  wordsOf,
} from './cgroup-file.ts'
import { enableControllers } from './controllers.ts'
import {
  findHierarchy,
  type Hierarchy,
  requireControllers,
} from './hierarchy.ts'
import { ancestorsOf, OWN_PLACE } from './path.ts'

/** How often others may remove a directory under our hands. */
const ATTEMPTS = 10

/**
 * Make a cgroup, and what is missing above it, with some controllers.
 *
 * @param directory Below the mount point of the hierarchy.
 * @returns Directories to be removed with it, the topmost first.
 * @throws {CgroupError} If a controller is missing, or processes are in it.
 *   What was made so far is gone again.
 * @see Control Group v2, "Organizing Processes and Threads"
 */
export function createCgroup(
  directory: string,
  controllers: readonly string[],
  hierarchy: Hierarchy = findHierarchy(),
): string[] {
  requireControllers(hierarchy, controllers)
  const made = new Set<string>()
  try {
    prepare(hierarchy, directory, controllers, made)
  } catch (error) {
    for (const path of [...made].reverse()) removeIfEmpty(path)
    throw error
  }
  // The place of ours goes with the last container, whoever came first; and a
  // cgroup that somebody has prepared is the container's now.
  const own = join(hierarchy.mountPoint, OWN_PLACE)
  if (directory.startsWith(`${own}/`)) made.add(own)
  return [...made.add(directory)].sort()
}

/** @param made Where to note each directory that was not there. */
function prepare(
  { mountPoint }: Hierarchy,
  directory: string,
  controllers: readonly string[],
  made: Set<string>,
): void {
  const [, ...ancestors] = ancestorsOf(mountPoint, directory)
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      for (const path of [...ancestors, directory])
        if (make(path)) made.add(path)
      enableControllers(mountPoint, directory, controllers)
      refuseUnfit(directory)
      return
    } catch (error) {
      // The last container in an ancestor of both of us took it along.
      if (!isGone(error) || left === 1) throw error
    }
  }
}

function make(path: string): boolean {
  try {
    attempt({ path }, () => mkdirSync(path))
    return true
  } catch (error) {
    if (error instanceof CgroupError && error.code === 'EEXIST') return false
    throw error
  }
}

/** @throws {CgroupError} If processes cannot be put in, or somebody's are. */
function refuseUnfit(directory: string): void {
  const type = readCgroupFile(directory, 'cgroup.type').trim()
  if (type !== 'domain')
    throw unfit(directory, 'cgroup.type', '"domain"', `"${type}"`, 'EOPNOTSUPP')
  const events = flatKeyed(directory, 'cgroup.events')
  if (events.get('populated') !== 0n) {
    const pids = wordsOf(directory, 'cgroup.procs').slice(0, 5).join(' ')
    const found = pids ? `processes (${pids})` : 'processes below it'
    throw unfit(directory, 'cgroup.procs', 'nobody', found, 'EBUSY')
  }
  if (events.get('frozen') === 1n)
    throw unfit(directory, 'cgroup.events', '"frozen 0"', '"frozen 1"', 'EBUSY')
}

function unfit(
  directory: string,
  file: string,
  wanted: string,
  found: string,
  code: string,
): CgroupError {
  const path = join(directory, file)
  return new CgroupError(`Expected ${wanted} in "${path}" but found ${found}`, {
    path,
    code,
    syscall: 'read',
  })
}

/**
 * Remove a cgroup, unless it is in use.
 *
 * @returns Whether it is gone.
 */
export function removeIfEmpty(directory: string): boolean {
  try {
    attempt({ path: directory }, () => rmdirSync(directory))
    return true
  } catch (error) {
    if (isGone(error)) return true
    if (error instanceof CgroupError && error.code === 'EBUSY') return false
    throw error
  }
}
