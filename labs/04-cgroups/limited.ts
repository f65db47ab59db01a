/**
 * A container with limits, in a slice of the kit's: started, looked into, told to
 * work, and ended. Everything is read from outside.
 *
 *     const limited = await withLimited(bench, request, async (alive) => {
 *       alive.files['cpu.max']                       // before it has done anything
 *       await alive.work()
 *       return alive.read('cpu.stat')
 *     })
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL } from '#checker/kernel.ts'
import type { Probe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import type { Slice } from '#checker/slice.ts'
import { mergeSpec, type SpecPatch } from '#checker/spec-patch.ts'
import { type ProbeOptions, works } from './probes.ts'

const WORK_MS = 3_000

export type Files = Readonly<Record<string, string | null>>

export interface LimitedRequest {
  readonly name: string
  readonly slice: Slice
  /** `name` or `name/name` below the slice; drawn unless it is said. */
  readonly leaf?: string
  /** `linux.resources` of its config. */
  readonly resources?: SpecPatch
  /** The rest of its config; it has mounts and processes of its own anyway. */
  readonly spec?: SpecPatch
  readonly entries?: readonly Entry[]
  /** Environment of the program, besides the usual. */
  readonly env?: readonly string[]
  /** Options of `run`. */
  readonly options?: readonly string[]
  /** `/` of the host's PID namespace: children outlive the first process. */
  readonly sharesPids?: boolean
  /** One of probes.ts. */
  probe(options: ProbeOptions): Probe
}

/** A container that runs. */
export interface Alive {
  readonly container: Container
  readonly seen: Observation
  readonly slice: Slice
  /** Folder of the cgroup that it was to be in. */
  readonly cgroup: string
  /** The cgroup that it is in: the path of `/proc/<pid>/cgroup`, below the mount. */
  readonly membership: string | null
  /** Every file of `cgroup`, before the program did anything; `{}` if it is not there. */
  readonly files: Files
  /** The same of the slice. */
  readonly sliceFiles: Files
  /** Tell the program to begin; `true` once it says that it has. */
  work(): Promise<boolean>
  /** Tell the program to exit. */
  leave(): Promise<void>
  /** Files of `cgroup` now. */
  read(...names: readonly string[]): Promise<Files>
}

export interface Limited<T> {
  readonly container: Container
  readonly ending: Ending
  /** `null` if nothing ran. */
  readonly alive: Alive | null
  readonly found: T | null
  /** The files of the slice after the end. */
  readonly sliceFiles: Files
}

/** Start a container, look into it, end it. */
export async function withLimited<T>(
  bench: Bench,
  request: LimitedRequest,
  look: (alive: Alive) => Promise<T>,
): Promise<Limited<T>> {
  const { container, alive } = await startLimited(bench, request)
  const found = alive === null ? null : await look(alive)
  const ending = await endLimited(bench, container)
  const sliceFiles = await filesIn(bench, request.slice.path)
  return { container, ending, alive, found, sliceFiles }
}

/** Start a container and read what every look into one begins with. */
async function startLimited(
  bench: Bench,
  request: LimitedRequest,
): Promise<{ readonly container: Container; readonly alive: Alive | null }> {
  const mark = bench.seed.hex(`${request.name} program`, 4)
  const asked = requestOf(bench, request, mark)
  const profile = namespacedProfile(bench.program)
  const container = await startContainer(bench, asked, profile)
  const { seen, cgroup, job } = container
  if (seen === null || cgroup === null) return { container, alive: null }
  const alive: Alive = {
    container,
    seen,
    slice: request.slice,
    cgroup,
    membership: await membershipOf(bench, seen.pid),
    files: await filesIn(bench, cgroup),
    sliceFiles: await filesIn(bench, request.slice.path),
    work: () => begin(bench, job, mark),
    leave: async () => {
      await bench.call('send', { job, text: 'end\n', end: true })
    },
    read: (...names) => readIn(bench, cgroup, names),
  }
  return { container, alive }
}

/** Kill its first process, as the kernel would, and see how the runtime ends. */
async function endLimited(bench: Bench, container: Container): Promise<Ending> {
  const { seen, job } = container
  if (seen === null) return killContainer(bench, container)
  await bench.call('signal', { pid: seen.pid, signal: SIGKILL })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return ending
}

/** Path below the mount of cgroup2, `/labs-…`; `null` if the process is gone. */
export async function membershipOf(
  bench: Bench,
  pid: number,
): Promise<string | null> {
  const paths = [`/proc/${pid}/cgroup`]
  const [text] = await bench.call('read', { paths })
  // Beside cgroup v1 it is one line of many. @see cgroups(7)
  return /^0::(.*)$/m.exec(text ?? '')?.[1] ?? null
}

/** Every file of a cgroup; those that can only be written are `null`. */
export async function filesIn(bench: Bench, cgroup: string): Promise<Files> {
  const [names] = await bench.call('list', { paths: [cgroup] })
  return readIn(bench, cgroup, names ?? [])
}

/** Some files of a cgroup. */
async function readIn(
  bench: Bench,
  cgroup: string,
  names: readonly string[],
): Promise<Files> {
  const paths = names.map((name) => `${cgroup}/${name}`)
  const texts = await bench.call('read', { paths })
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? null]))
}

async function begin(
  bench: Bench,
  job: number,
  mark: string,
): Promise<boolean> {
  await bench.call('send', { job, text: 'go\n' })
  const timeoutMs = bench.patience(WORK_MS)
  const call = { job, text: works(mark), timeoutMs }
  const { stdout } = await bench.call('awaitOutput', call)
  return stdout.includes(works(mark))
}

function requestOf(
  bench: Bench,
  request: LimitedRequest,
  mark: string,
): ContainerRequest {
  const { name, slice, leaf, spec = {} } = request
  const { entries = [], env = [], options = [] } = request
  const program = `/bin-${mark}/probe`
  const { executable } = request.probe({ arch: bench.hello.arch, mark })
  const path = `bundle/rootfs${program}`
  const folder = folderOf(bench, name)
  return {
    name,
    args: [program],
    env: ['PATH=/bin', 'HOME=/', ...env],
    cwd: '/',
    rootPath: `${folder}/bundle/rootfs`,
    entries: [programEntry(path, executable), ...entries],
    options,
    slice,
    ...(leaf === undefined ? {} : { leaf }),
    spec: mergeSpec({ linux: linuxOf(request) }, spec) as SpecPatch,
    programs: [`${folder}/${path}`],
  }
}

function linuxOf({ resources, sharesPids = false }: LimitedRequest): object {
  const pid = sharesPids ? [] : [{ type: 'pid' }]
  return {
    namespaces: [{ type: 'mount' }, ...pid],
    ...(resources === undefined ? {} : { resources }),
  }
}
