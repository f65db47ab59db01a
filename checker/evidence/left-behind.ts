/**
 * What a run leaves on the machine: mounts, cgroups, files, IPC objects, another
 * name. Taken before and after; the difference is what the judged program forgot.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupRoot, cgroupsBelow } from './cgroups.ts'
import { parseMountinfo } from './mountinfo.ts'
import { parseSysvipc } from './namespaces.ts'
import { trustedPath } from './own-proc.ts'
import { textOf } from './proc.ts'

/** Folders where programs leave things, looked at without going deeper. */
const PLACES = [
  '/',
  '/dev/mqueue',
  '/dev/shm',
  '/etc',
  '/home',
  '/mnt',
  '/root',
  '/run',
  '/run/netns',
  '/tmp',
  '/var/lib',
  '/var/tmp',
]

export type Snapshot = ReadonlySet<string>

/** One line for each thing: `mount /mnt (tmpfs)`, `file /tmp/x`. */
export function takeSnapshot(): Snapshot {
  return new Set([
    ...mounts(),
    ...cgroups(),
    ...ipcObjects(),
    ...names(),
    ...rootPropagation(),
    ...PLACES.flatMap(filesIn),
  ])
}

/** What is in `after` and was not in `before`. */
export function addedTo(before: Snapshot, after: Snapshot): string[] {
  return [...after].filter((line) => !before.has(line))
}

function mounts(): string[] {
  const counts = new Map<string, number>()
  return readFileSync(trustedPath('/proc/self/mountinfo'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ')
      const name = `mount ${left.split(' ')[4]} (${right.split(' ')[0]})`
      // The same may be mounted there twice, one over the other.
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      return count === 1 ? name : `${name}, ${count} times`
    })
}

function cgroups(): string[] {
  const root = cgroupRoot()
  if (root === null) return []
  return cgroupsBelow(root).map((path) => `cgroup ${path}`)
}

/** Shared memory, semaphores and message queues outlive who made them. */
function ipcObjects(): string[] {
  return ['shm', 'sem', 'msg'].flatMap((kind) =>
    parseSysvipc(textOf(`/proc/sysvipc/${kind}`) ?? '').map(
      ({ id }) => `IPC ${kind} ${id}`,
    ),
  )
}

/** A runtime that forgets a namespace renames the machine. */
function names(): string[] {
  return ['hostname', 'domainname'].map((name) => {
    const text = textOf(`/proc/sys/kernel/${name}`)?.trim() ?? 'unknown'
    return `${name} "${text}"`
  })
}

/** A runtime that makes "/" of the host private deafens all who listen to it. */
function rootPropagation(): string[] {
  const mounts = parseMountinfo(textOf('/proc/self/mountinfo') ?? '')
  const root = mounts.find(({ mountPoint }) => mountPoint === '/')
  return [`"/" is ${root?.shared == null ? 'not shared' : 'shared'}`]
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => ({ path: join(folder, entry.name), entry }))
      .filter(({ path, entry }) => !entry.isDirectory() || !isHollow(path))
      .map(({ path }) => `file ${path}`)
  } catch {
    // Not every machine has each of them.
    return []
  }
}

/** A tree of empty folders, such as runc keeps in `/run`, holds nothing. */
function isHollow(folder: string, depth = 3): boolean {
  if (depth === 0) return false
  try {
    return readdirSync(folder, { withFileTypes: true }).every(
      (entry) =>
        entry.isDirectory() && isHollow(join(folder, entry.name), depth - 1),
    )
  } catch {
    return false
  }
}
