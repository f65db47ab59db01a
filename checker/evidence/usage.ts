/**
 * What a cgroup uses, from two looks at its files:
 *
 *     before  usage_usec 1000000   nr_periods 10  nr_throttled 2    at 5.0 s
 *     after   usage_usec 1200000   nr_periods 20  nr_throttled 11   at 6.0 s
 *             ─▶ 20 % of one CPU, throttled in 90 % of the periods
 *
 * Nothing here reads a file, so that a page of a browser can do the same. Where
 * the kernel says `max` a limit is `Infinity`; what nobody knows is `NaN`.
 */
import {
  flatKeyed,
  maxOr,
  nestedKeyed,
  quotaAndPeriod,
  wordsOf,
} from './cgroup-files.ts'
import type { CgroupTexts } from './cgroup-texts.ts'

export interface Usage {
  /** How much time lies between both looks; 0 at the first. */
  readonly seconds: number
  readonly cpu: {
    /** Percent of one CPU; `NaN` at the first look. */
    readonly percent: number
    /** Percent of one CPU that `cpu.max` allows. */
    readonly quotaPercent: number
    readonly weight: number
    /** Share of the periods in which it had to wait; `NaN` if none went by. */
    readonly throttled: number
  }
  readonly memory: {
    readonly current: number
    readonly max: number
    readonly high: number
    readonly peak: number
    readonly swap: number
    readonly swapMax: number
    /** Processes that were killed for want of memory, ever. */
    readonly oomKills: number
  }
  readonly pids: {
    /** Threads count each. */
    readonly current: number
    readonly max: number
  }
  readonly io: {
    /** Bytes a second over all disks; `NaN` at the first look. */
    readonly read: number
    readonly write: number
    /** The lowest limit there is for any disk. */
    readonly readMax: number
    readonly writeMax: number
  }
  readonly frozen: boolean
}

/**
 * What a cgroup uses now, and has used since an earlier look at the same one.
 *
 * @see Documentation/admin-guide/cgroup-v2.rst, "Controllers"
 */
export function usageOf(now: CgroupTexts, before: CgroupTexts | null): Usage {
  const seconds = before === null ? 0 : (now.atNs - before.atNs) / 1e9
  const grown = (from: (look: CgroupTexts) => number) =>
    before === null ? Number.NaN : from(now) - from(before)
  return {
    seconds,
    cpu: cpuOf(now, grown, seconds),
    memory: memoryOf(now),
    pids: pidsOf(now),
    io: ioOf(now, grown, seconds),
    frozen: keyed(now, 'cgroup.events').frozen === 1,
  }
}

/** Whether anything bounds it: the weights that all have do not count. */
export function hasLimit({ cpu, memory, pids, io }: Usage): boolean {
  return [
    ...[cpu.quotaPercent, memory.max, memory.high, memory.swapMax],
    ...[pids.max, io.readMax, io.writeMax],
  ].some(Number.isFinite)
}

type Grown = (from: (look: CgroupTexts) => number) => number

function cpuOf(now: CgroupTexts, grown: Grown, seconds: number): Usage['cpu'] {
  const stat = (name: string) =>
    grown((look) => keyed(look, 'cpu.stat')[name] ?? Number.NaN)
  const { quotaUs, periodUs } = quotaAndPeriod(textIn(now, 'cpu.max'))
  const periods = stat('nr_periods')
  return {
    percent: (100 * stat('usage_usec')) / 1e6 / seconds,
    quotaPercent: (100 * quotaUs) / periodUs,
    weight: maxOr(textIn(now, 'cpu.weight')),
    throttled: periods > 0 ? stat('nr_throttled') / periods : Number.NaN,
  }
}

function memoryOf(now: CgroupTexts): Usage['memory'] {
  const value = (name: string) => maxOr(textIn(now, `memory.${name}`))
  return {
    current: value('current'),
    max: value('max'),
    high: value('high'),
    peak: value('peak'),
    swap: value('swap.current'),
    swapMax: value('swap.max'),
    oomKills: keyed(now, 'memory.events').oom_kill ?? Number.NaN,
  }
}

/** Without the controller there is still the list of processes. */
function pidsOf(now: CgroupTexts): Usage['pids'] {
  const current = maxOr(textIn(now, 'pids.current'))
  const listed = wordsOf(textIn(now, 'cgroup.procs')).length
  return {
    current: Number.isNaN(current) ? listed : current,
    max: maxOr(textIn(now, 'pids.max')),
  }
}

function ioOf(now: CgroupTexts, grown: Grown, seconds: number): Usage['io'] {
  const sum = (name: string) => (look: CgroupTexts) =>
    valuesOf(look, 'io.stat', name).reduce((total, value) => total + value, 0)
  const lowest = (name: string) =>
    Math.min(Number.POSITIVE_INFINITY, ...valuesOf(now, 'io.max', name))
  return {
    read: grown(sum('rbytes')) / seconds,
    write: grown(sum('wbytes')) / seconds,
    readMax: lowest('rbps'),
    writeMax: lowest('wbps'),
  }
}

/** A value of each disk that has it. */
function valuesOf(look: CgroupTexts, file: string, name: string): number[] {
  return Object.values(nestedKeyed(textIn(look, file)))
    .map((disk) => disk[name])
    .filter((value) => value !== undefined)
}

const textIn = (look: CgroupTexts, file: string) => look.texts[file] ?? null

const keyed = (look: CgroupTexts, file: string) => flatKeyed(textIn(look, file))
