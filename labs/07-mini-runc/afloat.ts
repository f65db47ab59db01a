/**
 * What is done to the container of the finale while it runs, in turn: others come
 * in, it is counted, it stands still and goes on, it is killed and comes back.
 *
 *     exec -d ─▶ exec ─▶ top ─▶ stats ─▶ pause ─▶ unpause ─▶ SIGKILL ─▶ restarted ─▶ rm -f
 */
import type { Bench } from '#checker/bench.ts'
import { docker, type Typed } from '#checker/docker/command.ts'
import { type Inspected, inspect } from '#checker/docker/inspect.ts'
import { wordsOf } from '#checker/evidence/cgroup-files.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL } from '#checker/kernel.ts'
import { type Docked, docked } from './docked.ts'

const ARRIVAL_MS = 6_000
const PAUSE_MS = 100

/** A container that runs, and all that is known of it. */
export type Running = Docked & {
  readonly known: Inspected
  readonly seen: Observation
}

export interface Boarded {
  /** `docker exec --detach`. */
  readonly detached: Typed
  /** The process that came of it; `null` if none did. */
  readonly guest: Observation | null
  /** What stands in `cgroup` and `status` of it. */
  readonly status: string | null
  readonly cgroup: string | null
  /** `docker exec` of a program that ends. */
  readonly short: Typed
  /** `docker top`: who is in there, by the numbers of the host. */
  readonly top: Typed
}

export interface Counted {
  readonly stats: Typed
  /** `pids.current` and `memory.max` right after that. */
  readonly pids: string | null
  readonly limit: string | null
}

export interface Stopped {
  readonly pause: Typed
  /** `cgroup.events` when that is done, and when it goes on. */
  readonly still: string | null
  readonly unpause: Typed
  readonly after: string | null
}

export interface Revived {
  /** The first process of the second life; `null` if there is none. */
  readonly seen: Observation | null
  readonly known: Inspected | null
  readonly wasGone: boolean
}

export interface Removed {
  readonly rm: Typed
  /** Cgroups, states and processes that are there afterwards. */
  readonly left: readonly string[]
}

export interface Voyage {
  readonly running: Running
  readonly boarded: Boarded
  readonly counted: Counted
  readonly stopped: Stopped
  readonly revived: Revived
  readonly removed: Removed
}

/** All of it; `null` if there is no container that runs. */
export async function voyage(bench: Bench): Promise<Voyage | null> {
  const scene = await bench.share(docked)
  if (scene.known === null || scene.seen === null) return null
  const running: Running = { ...scene, known: scene.known, seen: scene.seen }
  return bench.starts.use(async () => ({
    running,
    boarded: await board(bench, running),
    counted: await count(bench, running),
    stopped: await stop(bench, running),
    revived: await revive(bench, running),
    removed: await remove(bench, running),
  }))
}

/** Run `docker <words> <container> <after>`. */
function about(
  bench: Bench,
  { dock, wish }: Running,
  words: readonly string[],
  after: readonly string[] = [],
): Promise<Typed> {
  return docker(bench, dock.engine, ...words, wish.name, ...after)
}

async function board(bench: Bench, running: Running): Promise<Boarded> {
  const { dock, cgroup } = running
  const { visitor, leaver } = dock
  const words = ['exec', '--detach']
  const detached = await about(bench, running, words, [visitor.path])
  const { sha256 } = visitor.probe
  const guest =
    detached.ending.code === 0 ? await comer(bench, cgroup, sha256) : null
  const short = await about(bench, running, ['exec'], [leaver.path])
  const top = await about(bench, running, ['top'], ['-o', 'pid'])
  const [status = null, own = null] = await bench.call('read', {
    paths: ['status', 'cgroup'].map(
      (name) => `/proc/${guest?.pid ?? 0}/${name}`,
    ),
  })
  return { detached, guest, status, cgroup: own, short, top }
}

/** Wait for a process in a cgroup, but some, that executes a program. */
async function comer(
  bench: Bench,
  cgroup: string,
  sha256: string,
  except: readonly number[] = [],
): Promise<Observation | null> {
  const paths = [`${cgroup}/cgroup.procs`]
  const end = performance.now() + bench.patience(ARRIVAL_MS)
  while (performance.now() < end) {
    const [text = null] = await bench.call('read', { paths })
    const pids = wordsOf(text).map(Number)
    for (const pid of pids.filter((pid) => !except.includes(pid))) {
      const seen = await bench.call('observe', { pid })
      if (seen?.exe.sha256 === sha256) return seen
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  return null
}

const FORMAT = '{{json .}}'

async function count(bench: Bench, running: Running): Promise<Counted> {
  const words = ['stats', '--no-stream', '--format', FORMAT]
  const stats = await about(bench, running, words)
  const files = ['pids.current', 'memory.max']
  const [pids = null, limit = null] = await read(bench, running, files)
  return { stats, pids, limit }
}

function read(bench: Bench, { cgroup }: Running, files: readonly string[]) {
  const paths = files.map((name) => `${cgroup}/${name}`)
  return bench.call('read', { paths })
}

async function stop(bench: Bench, running: Running): Promise<Stopped> {
  const pause = await about(bench, running, ['pause'])
  const [still = null] = await read(bench, running, ['cgroup.events'])
  const unpause = await about(bench, running, ['unpause'])
  const [after = null] = await read(bench, running, ['cgroup.events'])
  return { pause, still, unpause, after }
}

async function revive(bench: Bench, running: Running): Promise<Revived> {
  const { pid } = running.seen
  await bench.call('signal', { pid, signal: SIGKILL })
  const timeoutMs = bench.patience(ARRIVAL_MS)
  const fate = await bench.call('awaitEnd', { pid, timeoutMs })
  const { sha256 } = running.dock.sleeper.probe
  const seen = await comer(bench, running.cgroup, sha256, [pid])
  const known = await inspect(bench, running.dock.engine, running.wish.name)
  return { seen, known, wasGone: fate !== 'alive' }
}

async function remove(bench: Bench, running: Running): Promise<Removed> {
  const rm = await about(bench, running, ['rm', '--force'])
  return { rm, left: await leftOf(bench, running) }
}

/** Folder of the states that the shim tells a runtime to use. */
const statesOf = ({ dock }: Running) =>
  `${dock.engine.folder}/exec/runtime-runc/moby`

async function leftOf(bench: Bench, running: Running): Promise<string[]> {
  const { id } = running.known
  const cgroups = await bench.call('cgroups', {})
  const [states] = await bench.call('list', { paths: [statesOf(running)] })
  return [
    ...cgroups.filter((path) => path.split('/').includes(id)),
    ...(states ?? [])
      .filter((name) => name === id)
      .map((name) => `state ${name}`),
  ]
}
