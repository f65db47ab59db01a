import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import { parseMountinfo } from '../mountinfo.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import type { NamespaceFact, ProcessFacts } from './facts.ts'

const KINDS = [
  ...['cgroup', 'ipc', 'mnt', 'net', 'pid', 'pid_for_children'],
  ...['time', 'time_for_children', 'user', 'uts'],
]

/** Asks which user namespace owns one. @see ioctl_nsfs(2) */
const NS_GET_USERNS = 0xb701

/** Read what /proc says of a process; `''` and nothing where we may not look. */
export function readProcess(proc: string): ProcessFacts {
  return {
    proc,
    mounts: parseMountinfo(readText(`${proc}/mountinfo`)),
    status: parseStatus(readText(`${proc}/status`)),
    namespaces: readNamespaces(proc),
    uidMap: readText(`${proc}/uid_map`),
    gidMap: readText(`${proc}/gid_map`),
    setgroups: readText(`${proc}/setgroups`),
  }
}

/** Read a small file, without its last newline; `''` where it cannot be read. */
export function readText(path: string): string {
  return attempt(() => readFileSync(path, 'utf8').trimEnd()) ?? ''
}

/** Do something that the kernel may refuse; what it refuses is not known. */
export function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

function parseStatus(text: string): Record<string, string> {
  const fields = text.split('\n').map((line) => line.split(':\t'))
  return Object.fromEntries(fields.map(([name, value = '']) => [name, value]))
}

function readNamespaces(proc: string): Record<string, NamespaceFact> {
  const found = KINDS.flatMap((kind) => {
    const path = `${proc}/ns/${kind}`
    const id = attempt(() => readlinkSync(path))
    if (id === undefined) return []
    return [[kind, { id, owner: attempt(() => ownerOf(path)) }] as const]
  })
  return Object.fromEntries(found)
}

/** Name the user namespace that owns a namespace. */
export function ownerOf(path: string): string {
  const fd = openSync(path, 'r')
  try {
    const owner = syscallNumeric('ioctl', fd, NS_GET_USERNS)
    try {
      return readlinkSync(`/proc/self/fd/${owner}`)
    } finally {
      syscall('close', owner)
    }
  } finally {
    closeSync(fd)
  }
}
