/** Cgroups as a tree; the ones worth a plot: those that something bounds first. */
import type { Scene, SceneCgroup } from '#checker/scene/scene.ts'
import { type TreeRow, treeRows } from './tree-rows.ts'

/** More plots than these nobody looks at. */
export const MOST_PLOTS = 6

export interface CgroupRowOptions {
  readonly isWanted?: (cgroup: SceneCgroup) => boolean
  readonly open?: ReadonlySet<string>
}

export function cgroupRows(
  { cgroups, containers }: Scene,
  { isWanted = () => false, open = new Set() }: CgroupRowOptions = {},
): TreeRow<SceneCgroup>[] {
  const paths = new Set(cgroups.map(({ path }) => path))
  const own = new Set(containers.map(({ cgroup }) => cgroup))
  return treeRows(cgroups, {
    keyOf: ({ path }) => path,
    parentOf: ({ path }) => ancestorAmong(paths, path),
    isWanted: (one) => own.has(one.path) || isWanted(one),
    open,
  })
}

/** The nearest that is shown: those between may have been left out. */
function ancestorAmong(paths: ReadonlySet<string>, path: string): string {
  for (let up = parentPath(path); up !== path; up = parentPath(up)) {
    if (paths.has(up)) return up
    if (up === '/') return path
  }
  return path
}

function parentPath(path: string): string {
  const end = path.lastIndexOf('/')
  return end <= 0 ? '/' : path.slice(0, end)
}

/** What a row is called below the one it hangs from. */
export function cgroupName(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1)
}

/** Containers' own first, then whatever else has a limit. */
export function plottedCgroups({ cgroups, containers }: Scene): SceneCgroup[] {
  const own = new Set(containers.map(({ cgroup }) => cgroup))
  const rank = (one: SceneCgroup) => (own.has(one.path) ? 0 : 1)
  return cgroups
    .filter((one) => one.path !== '/' && (own.has(one.path) || isBound(one)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_PLOTS)
}

/** A weight alone is no limit. */
const isBound = ({ usage: { cpu, memory, pids } }: SceneCgroup) =>
  [cpu.quotaPercent, memory.max, memory.high, pids.max].some(Number.isFinite)
