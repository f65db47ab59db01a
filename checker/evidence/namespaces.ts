/** Files of `/proc` that tell what a namespace holds, as text. */
import type { NamespaceType } from '#runtime/spec/runtime-spec.ts'

/** Kinds of namespaces, by their file in `/proc/<pid>/ns`. @see namespaces(7) */
export type NamespaceFile =
  | 'cgroup'
  | 'ipc'
  | 'mnt'
  | 'net'
  | 'pid'
  | 'time'
  | 'user'
  | 'uts'

/** Kind in the words of the specification → its file. */
export const FILES: Readonly<Record<NamespaceType, NamespaceFile>> = {
  cgroup: 'cgroup',
  ipc: 'ipc',
  mount: 'mnt',
  network: 'net',
  pid: 'pid',
  time: 'time',
  user: 'user',
  uts: 'uts',
}

export type { NamespaceType }

/** `inside outside count`: one row of an ID map. @see user_namespaces(7) */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

/** Rows of `uid_map` or `gid_map`. */
export function parseIdMap(text: string): IdRange[] {
  return rowsOf(text).map(([inside, outside, count]) => ({
    inside: Number(inside),
    outside: Number(outside),
    count: Number(count),
  }))
}

/** `0→100000 (65536), 1→1000 (1)`; `empty` when nobody is mapped. */
export function describeIdMap(ranges: readonly IdRange[]): string {
  if (ranges.length === 0) return 'empty'
  return ranges
    .map(({ inside, outside, count }) => `${inside}→${outside} (${count})`)
    .join(', ')
}

export interface ClockOffset {
  readonly seconds: bigint
  readonly nanoseconds: bigint
}

/** `monotonic` and `boottime` of `timens_offsets`. @see time_namespaces(7) */
export function parseClockOffsets(text: string): Record<string, ClockOffset> {
  return Object.fromEntries(
    rowsOf(text).map(([clock = '', seconds = '0', nanoseconds = '0']) => [
      clock,
      { seconds: BigInt(seconds), nanoseconds: BigInt(nanoseconds) },
    ]),
  )
}

/** One object of System V IPC. @see sysvipc(7) */
export interface IpcObject {
  readonly key: number
  readonly id: number
}

/** Objects in `/proc/sysvipc/shm`, `sem` or `msg`. */
export function parseSysvipc(text: string): IpcObject[] {
  return rowsOf(text)
    .slice(1)
    .map(([key, id]) => ({ key: Number(key), id: Number(id) }))
}

/** Names of interfaces in `/proc/<pid>/net/dev`. */
export function parseNetDev(text: string): string[] {
  return [...text.matchAll(/^\s*([^\s:|]+):/gm)].map(([, name = '']) => name)
}

/** Path in the v2 hierarchy, from `/proc/<pid>/cgroup`. @see cgroups(7) */
export function parseCgroup(text: string): string | null {
  return /^0::(.*)$/m.exec(text)?.[1] ?? null
}

/** Numbers of a process, from the outermost PID namespace to its own. */
export function parseNsPids(field: string): number[] {
  return field.split(/\s+/).filter(Boolean).map(Number)
}

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '')
}
