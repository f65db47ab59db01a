// What a container has used, as `runc events --stats` tells it: names and units
// are those of version 1 of cgroups, which other programs have come to expect.
import {
  flatKeyed,
  hasCgroupFile,
  numberOf,
  readCgroupFile,
  UNLIMITED,
} from './cgroup-file.ts'
import { type HugetlbStats, hugetlbStats } from './hugetlb-stats.ts'
import { type BlockIoStats, blockIoStats } from './io-stats.ts'

/** Numbers of 64 bits: times in nanoseconds, memory in bytes. */
export interface Stats {
  readonly cpu: CpuStats
  readonly memory: MemoryStats
  /** A limit of 0 is none. */
  readonly pids: { readonly current: bigint; readonly limit: bigint }
  readonly blkio: BlockIoStats
  /** By the size of a page: `2MB`. */
  readonly hugetlb: Readonly<Record<string, HugetlbStats>>
}

export interface CpuStats {
  readonly usage: {
    readonly total: bigint
    readonly kernel: bigint
    readonly user: bigint
  }
  readonly throttling: {
    readonly periods: bigint
    readonly throttledPeriods: bigint
    readonly throttledTime: bigint
  }
}

export interface MemoryStats {
  /** What the kernel keeps of files, and may let go of. */
  readonly cache: bigint
  readonly usage: MemoryEntry
  /** Memory and swap together. */
  readonly swap: MemoryEntry
  /** All of memory.stat. */
  readonly raw: Readonly<Record<string, bigint>>
}

/** A limit of 2^64 - 1 is none. */
export interface MemoryEntry {
  readonly limit: bigint
  readonly usage: bigint
  /** The most that it ever was, where the kernel keeps that. */
  readonly max: bigint
  /** How often the limit was in the way. */
  readonly failcnt: bigint
}

/**
 * What the processes of a cgroup have used until now, those included that have
 * ended. A controller that the cgroup does not have counts nothing.
 *
 * @throws {CgroupError}
 * @see runc-events(8); Control Group v2, "Interface Files"
 */
export function statsOf(directory: string): Stats {
  return {
    cpu: cpuStats(numbersOf(directory, 'cpu.stat')),
    memory: memoryStats(directory),
    pids: pidsStats(directory),
    blkio: blockIoStats(directory),
    hugetlb: hugetlbStats(directory),
  }
}

/** @see Control Group v2, "CPU Interface Files", "cpu.stat" */
export function cpuStats(stat: ReadonlyMap<string, bigint>): CpuStats {
  const count = (key: string) => stat.get(key) ?? 0n
  // #region lab-04-stats
  const nanoseconds = (key: string) => count(key) * 1000n
  return {
    usage: {
      total: nanoseconds('usage_usec'),
      kernel: nanoseconds('system_usec'),
      user: nanoseconds('user_usec'),
    },
    throttling: {
      periods: count('nr_periods'),
      throttledPeriods: count('nr_throttled'),
      throttledTime: nanoseconds('throttled_usec'),
    },
  }
  // #endregion lab-04-stats
}

/** @see Control Group v2, "Memory Interface Files" */
function memoryStats(directory: string): MemoryStats {
  const raw = numbersOf(directory, 'memory.stat')
  const usage = memoryEntry(directory, 'memory')
  const swap = memoryEntry(directory, 'memory.swap')
  return {
    cache: raw.get('file') ?? 0n,
    usage,
    swap: together(usage, swap),
    raw: Object.fromEntries(raw),
  }
}

function memoryEntry(directory: string, prefix: string): MemoryEntry {
  const number = (name: string) => numberIn(directory, `${prefix}.${name}`)
  const events = numbersOf(directory, `${prefix}.events`)
  return {
    limit: number('max') ?? UNLIMITED,
    usage: number('current') ?? 0n,
    max: number('peak') ?? 0n,
    failcnt: events.get('max') ?? 0n,
  }
}

/** Version 1 has one limit for both of them. */
function together(memory: MemoryEntry, swap: MemoryEntry): MemoryEntry {
  const isLimited = memory.limit !== UNLIMITED && swap.limit !== UNLIMITED
  return {
    limit: isLimited ? memory.limit + swap.limit : UNLIMITED,
    usage: memory.usage + swap.usage,
    // The two need not have been at their most together.
    max: 0n,
    failcnt: swap.failcnt,
  }
}

/** @see Control Group v2, "PID Interface Files" */
function pidsStats(directory: string): Stats['pids'] {
  const limit = numberIn(directory, 'pids.max') ?? UNLIMITED
  return {
    current: numberIn(directory, 'pids.current') ?? 0n,
    limit: limit === UNLIMITED ? 0n : limit,
  }
}

function numbersOf(directory: string, file: string): Map<string, bigint> {
  return hasCgroupFile(directory, file) ? flatKeyed(directory, file) : new Map()
}

function numberIn(directory: string, file: string): bigint | undefined {
  if (!hasCgroupFile(directory, file)) return undefined
  return numberOf(readCgroupFile(directory, file))
}

/**
 * The text of numbers in JSON, of which those of 64 bits keep all their digits:
 * JSON has room for them, and only JavaScript has not.
 */
export function statsText(value: unknown): string {
  // No text that we print has a NUL in it, so this is no text.
  const marked = JSON.stringify(value, (_, item) =>
    typeof item === 'bigint' ? `\0${item}` : item,
  )
  return marked.replace(/"\\u0000(\d+)"/g, '$1')
}
