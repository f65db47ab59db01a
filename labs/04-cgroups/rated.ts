/** The container of step 5: one child reads a disk, another writes it. */
import type { Sample } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { nestedKeyed } from '#checker/evidence/cgroup-files.ts'
import { makeSlice } from '#checker/slice.ts'
import { deviceOf, openTo, withNodes } from './disk-nodes.ts'
import { type Files, type Limited, withLimited } from './limited.ts'
import { diskReaderAndWriter } from './probes.ts'

const NAME = 'rated'
const NODE = '/dev/spindle'
const DISK_MIB = 4
const KIB = 1024
/** Small against what is let through in a window, so that few blocks are many. */
const BLOCK = 32 * KIB
const WINDOW_MS = 700
const ROUNDS = 5
/** On a loaded machine a stall, and what is made up for it, fills a short one. */
const LONGER = 1.5
const SAMPLES = 3
/** Bios pass in bursts, and a slow machine is late for them. */
const TOLERANCE = 0.3

/** Bytes or operations a second, by the words of `io.max`. */
export interface Rates {
  readonly rbps: number
  readonly wbps: number
  readonly riops: number
  readonly wiops: number
}

export type Direction = 'read' | 'write'

/** Bytes a second in one window. */
export type Speeds = Readonly<Record<Direction, number>>

export interface Rated {
  readonly asked: Rates
  /** `major:minor` of the disk. */
  readonly disk: string
  readonly limited: Limited<{
    readonly speeds: readonly Speeds[]
    readonly stat: Files
  }>
}

export async function rated(bench: Bench): Promise<Rated> {
  const slice = await makeSlice(bench, NAME)
  const made = await bench.call('disk', { mib: DISK_MIB })
  const disk = made.device
  const device = deviceOf(made)
  const asked = draw(bench)
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      resources: { ...openTo(bench, device), blockIO: throttle(asked, device) },
      spec: withNodes({ [NODE]: device }),
      probe: (options) =>
        diskReaderAndWriter(options, { device: NODE, blockSize: BLOCK }),
    },
    async ({ cgroup, work, read }) => {
      await work()
      const speeds = await watch(bench, `${cgroup}/io.stat`, disk, asked)
      return { speeds, stat: await read('io.stat', 'io.max') }
    },
  )
  return { asked, disk, limited }
}

/** Whether it went as fast as it may, and not faster. */
export function fits(limit: number, speed: number): boolean {
  return Math.abs(speed / limit - 1) <= TOLERANCE
}

/** Reads and writes far apart; operations too many to be in the way. */
function draw({ seed }: Bench): Rates {
  const kib = (name: string, least: number, most: number) =>
    seed.int(`${NAME} ${name}`, least, most) * KIB
  return {
    rbps: kib('rbps', 700, 1000),
    wbps: kib('wbps', 2000, 3000),
    riops: seed.int(`${NAME} riops`, 3000, 5000),
    wiops: seed.int(`${NAME} wiops`, 6000, 9000),
  }
}

function throttle(asked: Rates, { major, minor }: ReturnType<typeof deviceOf>) {
  const device = (rate: number) => [{ major, minor, rate }]
  return {
    throttleReadBpsDevice: device(asked.rbps),
    throttleWriteBpsDevice: device(asked.wbps),
    throttleReadIOPSDevice: device(asked.riops),
    throttleWriteIOPSDevice: device(asked.wiops),
  }
}

/** Windows, two at a time and longer and longer, until both fit. */
async function watch(
  bench: Bench,
  path: string,
  disk: string,
  { rbps, wbps }: Rates,
): Promise<readonly Speeds[]> {
  for (let round = 1, ms = WINDOW_MS; ; round++, ms *= LONGER) {
    const timeoutMs = bench.patience(ms * SAMPLES)
    const call = { paths: [path], times: SAMPLES, everyMs: ms, timeoutMs }
    const samples = await bench.call('sample', call)
    const speeds = speedsIn(samples, disk)
    const all = speeds.every(
      ({ read, write }) => fits(rbps, read) && fits(wbps, write),
    )
    const isThere = samples.some(({ texts: [text] }) => text !== null)
    if (all || !isThere || round === ROUNDS) return speeds
  }
}

/** Bytes a second from each sample of `io.stat` to the next. */
export function speedsIn(samples: readonly Sample[], disk: string): Speeds[] {
  const counted = samples.map(({ texts: [text = null] }) => {
    const { rbytes = 0, wbytes = 0 } = nestedKeyed(text)[disk] ?? {}
    return { rbytes, wbytes }
  })
  return samples.slice(1).map((after, index) => {
    const before = samples[index] as Sample
    const seconds = (after.atNs - before.atNs) / 1e9
    const [old, now] = [counted[index], counted[index + 1]]
    const grown = (key: 'rbytes' | 'wbytes') =>
      ((now?.[key] ?? 0) - (old?.[key] ?? 0)) / seconds
    return { read: grown('rbytes'), write: grown('wbytes') }
  })
}
