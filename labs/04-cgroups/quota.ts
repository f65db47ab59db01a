/** The container of step 2 that may use less than one processor. */
import type { Bench } from '#checker/bench.ts'
import { makeSlice } from '#checker/slice.ts'
import { type Files, type Limited, withLimited } from './limited.ts'
import { burner } from './probes.ts'
import { cpusUsed, type Window, watchWindows } from './windows.ts'

const NAME = 'quota'
/** It shall have what it may, whatever starts beside it; that is not much. */
const WEIGHT = '1000'
const WINDOW_MS = 500
/** The kernel hands out a quota in pieces, and a slow machine late. */
const TOLERANCE = 0.35

/** `linux.resources.cpu`, in microseconds. */
export interface Bandwidth {
  readonly quota: number
  readonly period: number
  readonly burst: number
}

export interface Quota {
  readonly asked: Bandwidth
  readonly limited: Limited<{
    readonly windows: readonly Window[]
    readonly stat: Files
  }>
}

export async function quota(bench: Bench): Promise<Quota> {
  const slice = await makeSlice(bench, NAME, { 'cpu.weight': WEIGHT })
  const asked = draw(bench)
  const limited = await withLimited(
    bench,
    { name: NAME, slice, resources: { cpu: { ...asked } }, probe: burner },
    async ({ cgroup, work, read }) => {
      await work()
      const windows = await watchWindows(bench, {
        paths: [`${cgroup}/cpu.stat`],
        everyMs: WINDOW_MS,
        settles: (windows) => windows.every((window) => fits(asked, window)),
      })
      return { windows, stat: await read('cpu.stat', 'cpu.max') }
    },
  )
  return { asked, limited }
}

/** Whether it used its quota in that time, and not much more. */
export function fits({ quota, period }: Bandwidth, window: Window): boolean {
  const part = cpusUsed(window) / (quota / period)
  return Math.abs(part - 1) <= TOLERANCE
}

/** A period that is not the kernel's own, and 10 to 30 % of it. */
function draw({ seed }: Bench): Bandwidth {
  const period = seed.int(`${NAME} period`, 30, 60) * 1000
  const share = seed.int(`${NAME} percent`, 10, 30)
  const quota = Math.round((period * share) / 100)
  const burst = Math.round((quota * seed.int(`${NAME} burst`, 1, 9)) / 100)
  return { quota, period, burst }
}
