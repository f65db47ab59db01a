/**
 * The container of step 8: paused, resumed, paused again and killed.
 *
 *     work ─▶ pause ─▶ look ─▶ resume ─▶ look ─▶ kill --all TERM ─▶ pause ─▶ kill
 *
 * One of its processes reads a disk that the kit has made slow: it can be frozen
 * only when the read is over. Whoever writes `cgroup.freeze` and does not wait is
 * back before that.
 */
import type { Ending, Sample } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { runtimeCommand } from '#checker/command.ts'
import { flatKeyed, maxOr } from '#checker/evidence/cgroup-files.ts'
import { makeSlice } from '#checker/slice.ts'
import { deviceOf, openTo, withNodes } from './disk-nodes.ts'
import { type Alive, type Limited, withLimited } from './limited.ts'
import { membersUntil } from './members.ts'
import { sluggard } from './sluggard.ts'

const NAME = 'paused'
const NODE = '/dev/slow'
const MIB = 1024 * 1024
const LIMIT = 64 * MIB
/** The read takes as many seconds as it has MiB. */
const READ_MIB = 4
const RATE = MIB
const FREEZE_MS = 8_000
/** Small: what burns here leaves the processors to runtimes that start. */
const WEIGHT = '10'
const WINDOW_MS = 300
/** A process that has just been told to stop is still on its way out. */
const SPANS = 3
const END_MS = 3_000

/** What was used, from one moment to another. */
export interface Span {
  readonly ms: number
  readonly usedUs: number
  /** `memory.current` at both ends. */
  readonly memory: readonly [before: number, after: number]
}

export interface Paused {
  readonly limited: Limited<{
    readonly pause: Ending
    /** `cgroup.events` as soon as `pause` was back, and after more patience. */
    readonly atOnce: string | null
    readonly later: string | null
    readonly still: Span
    readonly status: string | null
    readonly resume: Ending
    readonly resumed: string | null
    readonly after: Span
    readonly killAll: Ending
    /** Who is left in the cgroup after `kill --all` with SIGTERM. */
    readonly left: readonly number[]
    readonly kill: Ending
    readonly end: 'gone' | 'zombie' | 'alive'
  }>
}

export async function paused(bench: Bench): Promise<Paused> {
  const disk = await bench.call('disk', { mib: READ_MIB })
  const slice = await makeSlice(bench, NAME, {
    'io.max': `${disk.device} rbps=${RATE}`,
    'cpu.weight': WEIGHT,
  })
  const device = deviceOf(disk)
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      // The limit brings the controller, and with it the count of its memory.
      resources: { ...openTo(bench, device), memory: { limit: LIMIT } },
      spec: withNodes({ [NODE]: device }),
      probe: (options) =>
        sluggard(options, { device: NODE, bytes: READ_MIB * MIB }),
    },
    (alive) => pauseAndResume(bench, alive),
  )
  return { limited }
}

async function pauseAndResume(bench: Bench, alive: Alive) {
  const { container, cgroup, seen } = alive
  const { id } = container
  const command = (...args: readonly string[]) =>
    runtimeCommand(bench, container, args)
  const events = `${cgroup}/cgroup.events`
  await alive.work()
  const pause = await command('pause', id)
  const [atOnce = null] = await bench.call('read', { paths: [events] })
  const later = await bench.call('awaitText', {
    path: events,
    text: 'frozen 1',
    // Whoever could not even ask for it needs no patience.
    timeoutMs: pause.code === 0 ? FREEZE_MS : 0,
  })
  const still = await spanOf(bench, cgroup, ({ usedUs }) => usedUs === 0)
  const status = statusIn(await command('state', id))
  const resume = await command('resume', id)
  const resumed = await bench.call('awaitText', {
    path: events,
    text: 'frozen 0',
    timeoutMs: resume.code === 0 ? FREEZE_MS : 0,
  })
  const after = await spanOf(bench, cgroup, ({ usedUs }) => usedUs > 0)
  const killAll = await command('kill', '--all', id, 'TERM')
  const left = await membersUntil(bench, cgroup, [seen.pid])
  await command('pause', id)
  const kill = await command('kill', id, 'KILL')
  const end = await bench.call('awaitEnd', {
    pid: seen.pid,
    timeoutMs: kill.code === 0 ? bench.patience(END_MS) : 0,
  })
  return {
    ...{ pause, atOnce, later, still, status, resume, resumed, after },
    ...{ killAll, left, kill, end },
  }
}

/** Status that `state` tells; `null` if it tells none. */
function statusIn({ stdout }: Ending): string | null {
  try {
    const { status } = JSON.parse(stdout)
    return typeof status === 'string' ? status : null
  } catch {
    return null
  }
}

/** A span, or some one after the other until one is as wanted. */
async function spanOf(
  bench: Bench,
  cgroup: string,
  isWanted: (span: Span) => boolean,
): Promise<Span> {
  const files = ['cpu.stat', 'memory.current']
  const call = {
    paths: files.map((name) => `${cgroup}/${name}`),
    times: 2,
    everyMs: WINDOW_MS,
    timeoutMs: bench.patience(WINDOW_MS),
  }
  for (let left = SPANS; ; left--) {
    const span = spanIn(await bench.call('sample', call))
    if (isWanted(span) || left === 1) return span
  }
}

/** From the first sample to the last, of `cpu.stat` and `memory.current`. */
export function spanIn(samples: readonly Sample[]): Span {
  const [first, last] = [samples[0], samples.at(-1)]
  const used = (sample: Sample | undefined) =>
    flatKeyed(sample?.texts[0] ?? null).usage_usec ?? Number.NaN
  const memory = (sample: Sample | undefined) => maxOr(sample?.texts[1] ?? null)
  return {
    ms: ((last?.atNs ?? 0) - (first?.atNs ?? 0)) / 1e6,
    usedUs: used(last) - used(first),
    memory: [memory(first), memory(last)],
  }
}
