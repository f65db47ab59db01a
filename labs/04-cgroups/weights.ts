/**
 * Two containers on one processor: one alone at first, then the other beside it,
 * with twice the shares.
 *
 *     <slice>/           cpuset.cpus: 0
 *     <slice>/<light>    shares S     ████████████▓▓▓▓
 *     <slice>/<heavy>    shares 2·S               ▓▓▓▓▓▓▓▓
 */
import type { Bench } from '#checker/bench.ts'
import { makeSlice, type Slice } from '#checker/slice.ts'
import { type Limited, type LimitedRequest, withLimited } from './limited.ts'
import { burner } from './probes.ts'
import { cpusUsed, idleIn, type Window, watchWindows } from './windows.ts'

const WINDOW_MS = 400
const CPU = 0
/** Small: what burns here leaves the processors to runtimes that start. */
const WEIGHT = '10'
/** Of that processor: others of this machine want it now and then. */
const MOST = 0.6
/** While somebody wants to run on it, and may. */
const HARDLY = 0.1
/** Twice the shares, or 1.7 times with the newer conversion. */
const RATIO = { lowest: 1.4, highest: 2.6 } as const

export type Part = 'light' | 'heavy'

export interface Weights {
  readonly shares: Readonly<Record<Part, number>>
  /** The light one. */
  readonly limited: Limited<{
    readonly alone: readonly Window[]
    /** While both wanted the processor: of the light one, of the heavy one. */
    readonly heavy: Limited<readonly Window[]>
  }>
}

export async function weights(bench: Bench): Promise<Weights> {
  const slice = await makeSlice(bench, 'weights', {
    'cpuset.cpus': `${CPU}`,
    'cpu.weight': WEIGHT,
  })
  const small = bench.seed.int('shares', 300, 700)
  const shares = { light: small, heavy: 2 * small }
  const request = (part: Part) => requestOf(part, slice, shares[part])
  const limited = await withLimited(bench, request('light'), async (light) => {
    await light.work()
    const alone = await watchAlone(bench, light.cgroup)
    const heavy = await withLimited(bench, request('heavy'), async (other) => {
      await other.work()
      return watchBoth(bench, light.cgroup, other.cgroup)
    })
    return { alone, heavy }
  })
  return { shares, limited }
}

/** Whether it got all that nobody else took; others leave no processor idle. */
export function isAllOfIt(window: Window): boolean {
  return cpusUsed(window) >= MOST || idleOf(window) <= HARDLY
}

/** Part of that time in which the processor did nothing. */
export const idleOf = (window: Window) => idleIn(window, `cpu${CPU}`, 1)

/** How much more time the heavy one got; `NaN` if it cannot be told. */
export function ratioIn({ grown }: Window): number {
  const [light, heavy] = grown
  return (heavy?.usage_usec ?? Number.NaN) / (light?.usage_usec ?? Number.NaN)
}

export function isAbout(ratio: number): boolean {
  return ratio >= RATIO.lowest && ratio <= RATIO.highest
}

function requestOf(part: Part, slice: Slice, shares: number): LimitedRequest {
  return {
    name: `${part} weight`,
    slice,
    resources: { cpu: { shares } },
    probe: burner,
  }
}

function watchAlone(bench: Bench, cgroup: string) {
  return watchWindows(bench, {
    paths: [`${cgroup}/cpu.stat`, '/proc/stat'],
    everyMs: WINDOW_MS,
    settles: (windows) => windows.every(isAllOfIt),
  })
}

function watchBoth(bench: Bench, light: string, heavy: string) {
  return watchWindows(bench, {
    paths: [`${light}/cpu.stat`, `${heavy}/cpu.stat`],
    everyMs: WINDOW_MS,
    settles: (windows) => windows.every((window) => isAbout(ratioIn(window))),
  })
}
