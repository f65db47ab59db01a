/**
 * Which containers there are: those that a runtime wrote down, and whoever else
 * is the first in a PID namespace of its own.
 */
import type { FoundProcess } from './processes.ts'
import type { Recorded } from './recorded.ts'
import type { SceneCgroup, SceneContainer } from './scene.ts'

/** A folder that a runtime made for a container. */
export interface StateFolder {
  /** `/run/mini-runc/web` */
  readonly folder: string
  readonly hasFifo: boolean
  readonly recorded: Recorded
}

export interface Surroundings {
  readonly processes: readonly FoundProcess[]
  readonly cgroups: readonly SceneCgroup[]
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string | null
  /** PID namespace of the machine. */
  readonly home: string
}

const MOST_UNRECORDED = 64

export function containersAmong(
  states: readonly StateFolder[],
  around: Surroundings,
): SceneContainer[] {
  const recorded = withOwnIds(states).map(([id, state]) =>
    containerOf(id, state, around),
  )
  const known = new Set(recorded.map(({ pid }) => pid))
  const others = around.processes
    .filter((process) => isFirst(process, around.home))
    .filter(({ pid }) => !known.has(pid))
    .slice(0, MOST_UNRECORDED)
  return [...recorded, ...others.map(unrecorded)]
}

/** Two runtimes may each have a container of one name. */
function withOwnIds(
  states: readonly StateFolder[],
): readonly (readonly [id: string, state: StateFolder])[] {
  const taken = new Set<string>()
  return states.map((state) => {
    const name = state.folder.split('/').at(-1) ?? ''
    const id = taken.has(name) ? state.folder : name
    taken.add(id)
    return [id, state]
  })
}

function containerOf(
  id: string,
  { recorded, hasFifo }: StateFolder,
  around: Surroundings,
): SceneContainer {
  const cgroup = pathBelow(recorded.cgroup, around.cgroupRoot)
  const init = initOf(recorded, around.processes)
  const isFrozen = around.cgroups.some(
    ({ path, usage }) => path === cgroup && usage.frozen,
  )
  const status = () => {
    if (init === null)
      return isBeingMade(recorded, around) ? 'creating' : 'stopped'
    if (hasFifo) return 'created'
    return isFrozen ? 'paused' : 'running'
  }
  const pid = init?.pid ?? null
  return { id, pid, status: status(), cgroup, bundle: recorded.bundle }
}

/** Its number may belong to another process by now; a zombie has ended. */
function initOf(
  { pid, startTime }: Recorded,
  processes: readonly FoundProcess[],
): FoundProcess | null {
  const found = processes.find((process) => process.pid === pid)
  if (found === undefined || /[ZX]/.test(found.state)) return null
  const isOther = startTime !== null && startTime !== found.startTime
  return isOther ? null : found
}

function isBeingMade(
  { pid, runtimePid }: Recorded,
  { processes }: Surroundings,
): boolean {
  return pid === null && processes.some((one) => one.pid === runtimePid)
}

function isFirst({ nsPids, namespaces, state }: FoundProcess, home: string) {
  const isElsewhere = namespaces.pid !== '' && namespaces.pid !== home
  return isElsewhere && nsPids.at(-1) === 1 && !/[ZX]/.test(state)
}

function unrecorded({ pid, namespaces, cgroup }: FoundProcess): SceneContainer {
  const id = namespaces.pid
  return { id, pid, status: 'running', cgroup, bundle: null }
}

function pathBelow(path: string | null, root: string | null): string | null {
  if (path === null || root === null) return path
  return path.startsWith(`${root}/`) ? path.slice(root.length) : path
}
