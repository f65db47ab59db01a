/**
 * Who lives in a container, and what is left of it when it should be gone: read
 * from the kernel, whatever the runtime says.
 */
import type { Bench } from './bench.ts'
import type { Launched } from './container.ts'
import { SIGKILL } from './kernel.ts'

/** A process that was killed has ended after that, with all who die with it. */
const DEATH_MS = 5_000
const PAUSE_MS = 20

/** Numbers of the processes whose root directory is that of a container. */
export async function insidersOf(
  bench: Bench,
  { rootfs }: Pick<Launched, 'rootfs'>,
): Promise<number[]> {
  const [names] = await bench.call('list', { paths: ['/proc'] })
  const pids = (names ?? []).filter((name) => /^\d+$/.test(name))
  const roots = pids.map((pid) => `/proc/${pid}/root`)
  const [wanted, ...found] = await bench.call('identify', {
    paths: [rootfs, ...roots],
  })
  return pids
    .filter((_, at) => wanted != null && found[at] === wanted)
    .map(Number)
    .sort((a, b) => a - b)
}

/** Kill a process from outside, and wait until it has ended. */
export async function killProcess(bench: Bench, pid: number): Promise<void> {
  await bench.call('signal', { pid, signal: SIGKILL })
  await hasEnded(bench, pid)
}

/**
 * Wait until a process is gone, or a zombie; `false` if it lives on. The first of a
 * PID namespace ends when all others in there are reaped, and that may take a while.
 */
export async function hasEnded(bench: Bench, pid: number): Promise<boolean> {
  const end = performance.now() + bench.patience(DEATH_MS)
  for (;;) {
    const [status] = await bench.call('read', {
      paths: [`/proc/${pid}/status`],
    })
    if (status == null || /^State:\s+[ZX]/m.test(status)) return true
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** What there is of a container when nothing of it should be. */
export interface Remains {
  /** Processes that live and have its root, or are known to be its. */
  readonly processes: readonly number[]
  /** Paths in the folder of states. */
  readonly states: readonly string[]
  /** Mount points at or below its folder, as the host sees them. */
  readonly mounts: readonly string[]
  /** Its cgroups that are there. */
  readonly cgroups: readonly string[]
}

/** What is left where there was nothing. */
export const NO_REMAINS: Remains = {
  processes: [],
  states: [],
  mounts: [],
  cgroups: [],
}

/** Look for what is left of a container. */
export async function remainsOf(
  bench: Bench,
  container: Launched,
  known: readonly number[] = [],
): Promise<Remains> {
  const { id, folder, cgroup } = container
  const [text] = await bench.call('read', { paths: ['/proc/self/mountinfo'] })
  const tree = await bench.call('tree', { path: `${folder}/states`, most: 500 })
  const paths = (tree?.entries ?? []).map(({ path }) => path)
  const all = [...known, ...(await insidersOf(bench, container))]
  return {
    processes: await alive(bench, [...new Set(all)]),
    states: paths.filter((path) => path.split('/').includes(id)),
    mounts: mountPoints(text ?? '').filter((at) => at.startsWith(folder)),
    cgroups: await cgroupsOf(bench, id, cgroup),
  }
}

async function alive(bench: Bench, pids: readonly number[]): Promise<number[]> {
  const fates = await Promise.all(
    pids.map((pid) => bench.call('awaitEnd', { pid, timeoutMs: 0 })),
  )
  return pids.filter((_, at) => fates[at] === 'alive')
}

const mountPoints = (mountinfo: string) =>
  mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter(Boolean)

/** Of its own cgroup, and of those that runtimes name after a container. */
async function cgroupsOf(
  bench: Bench,
  id: string,
  own: string | null,
): Promise<string[]> {
  const all = await bench.call('cgroups', {})
  return all.filter((path) => path === own || path.split('/').includes(id))
}

/** Whether nothing is left. */
export function isNothing(remains: Remains): boolean {
  return Object.values(remains).every((list) => list.length === 0)
}

/** `processes: 812; mounts: /run/…`, or `nothing`. */
export function describeRemains(remains: Remains): string {
  const found = Object.entries(remains).filter(([, list]) => list.length > 0)
  if (found.length === 0) return 'nothing'
  return found.map(([kind, list]) => `${kind}: ${list.join(' ')}`).join('; ')
}
