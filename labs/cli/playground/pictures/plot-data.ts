/** The last minute of a cgroup as the columns that a plot wants. */
import type { SceneCgroup } from '#checker/scene/scene.ts'
import { MINUTE_MS, type UsagePoint } from './usage-memory.ts'

export type Measure = 'cpu' | 'memory' | 'pids'

export const MEASURES: readonly Measure[] = ['cpu', 'memory', 'pids']

/** Seconds before now, negative; what was used; the limit, or nothing. */
export type PlotData = [number[], (number | null)[], (number | null)[]]

/**
 * @param atMs Now, as the guest counts.
 * @param limit `Infinity` where there is none.
 */
export function plotData(
  points: readonly UsagePoint[],
  measure: Measure,
  limit: number,
  atMs: number,
): PlotData {
  const last = Number.isFinite(limit) ? limit : null
  const used = points.map((point) => finiteOr(point[measure]))
  const times = points.map((point) => (point.atMs - atMs) / 1000)
  // The limit is a line from one edge to the other.
  return [
    [-MINUTE_MS / 1000, ...times, 0],
    [null, ...used, used.at(-1) ?? null],
    Array.from({ length: used.length + 2 }, () => last),
  ]
}

const finiteOr = (value: number) => (Number.isFinite(value) ? value : null)

/** Where the plot ends above: over the limit, if there is one to be seen. */
export function topOf([, used, limits]: PlotData): number {
  const limit = limits[0] ?? 0
  const most = Math.max(0, ...used.map((value) => value ?? 0))
  const top = Math.max(limit, most) * 1.15
  return top > 0 ? top : 1
}

export function limitOf({ usage }: SceneCgroup, measure: Measure): number {
  const limits = {
    cpu: usage.cpu.quotaPercent,
    memory: usage.memory.max,
    pids: usage.pids.max,
  }
  return limits[measure]
}

export function usedOf({ usage }: SceneCgroup, measure: Measure): number {
  const used = {
    cpu: usage.cpu.percent,
    memory: usage.memory.current,
    pids: usage.pids.current,
  }
  return used[measure]
}
