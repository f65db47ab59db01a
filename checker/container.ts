/**
 * The driver of any program that speaks the OCI runtime's command line: it
 * writes a bundle, runs `<runtime> run --bundle <folder> <id>`, and watches.
 *
 *     <run>/<name>/bundle/config.json     what the runtime reads
 *     <run>/<name>/bundle/rootfs/…        the container's root
 *     <run>/<name>/elsewhere/             where the runtime is started
 */
import type { Ending, Entry, Netns, Search, Started } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import { entryBelow } from './entries.ts'
import type { Observation } from './evidence/process.ts'
import type { Profile } from './profile.ts'
import { cgroupsPathOf, jobCgroupOf, leafOf, type Slice } from './slice.ts'
import { mergeSpec, type SpecPatch } from './spec-patch.ts'
import { stepDown } from './step-down.ts'

/** Limit for a judged program from its start to its end. */
const LIFE_MS = 15_000
/** Limit for a runtime to end once its container has. */
const END_MS = 3_000
/** Limit for a container to be there; a cold runtime takes a fifth of that. */
const START_MS = 3_000
/** How often to look for a program that went away while it was looked at. */
const LOOKS = 3

export interface ContainerRequest {
  /** Name of its folder below that of the run; also part of its id. */
  readonly name: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  /** As it stands in `config.json`; the root is always `bundle/rootfs`. */
  readonly rootPath: string
  /** Files to make in the folder, with paths relative to it. */
  readonly entries: readonly Entry[]
  /** Changes to what the profile asks for. */
  readonly spec?: SpecPatch
  /** What the runtime is to do with it; otherwise all of it, by `run`. */
  readonly command?: 'run' | 'create'
  /** Options of that command, besides those that all runtimes need. */
  readonly options?: readonly string[]
  /** Folder for the states of its containers, instead of the usual one. */
  readonly root?: string
  /** The network that the runtime is started in, instead of the guest's. */
  readonly netns?: Netns
  /** Whoever asks has one of `bench.starts` already, for more than this start. */
  readonly isInSlot?: boolean
  /** User and group that the runtime is started as; otherwise root. */
  readonly user?: number
  /** Environment of the runtime itself, which is not the container's. */
  readonly hostEnv?: Readonly<Record<string, string>>
  /** Number → path of what the runtime finds open when it starts. */
  readonly descriptors?: Readonly<Record<number, string>>
  /** Where its cgroup is to be: `linux.cgroupsPath` is set to something below. */
  readonly slice?: Slice
  /** Its cgroup below the slice, `name` or `name/name`; drawn unless it is said. */
  readonly leaf?: string
  /** Paths of the executables that may turn out to be the container's program. */
  readonly programs: readonly string[]
}

/** A judged runtime at work. */
export interface Launched {
  readonly id: string
  readonly folder: string
  readonly rootfs: string
  /** Folder of the cgroup that was asked for; `null` if none was. */
  readonly cgroup: string | null
  readonly job: number
  /** The runtime's own process. */
  readonly pid: number
  /** What the runtime has as descriptors 0, 1 and 2. */
  readonly streams: readonly string[]
}

/** A judged runtime at work, and the process inside if there is one. */
export interface Container extends Launched {
  /** Path among `programs` of what runs inside; `null` if nothing came. */
  readonly program: string | null
  readonly because: 'ended' | 'timeout' | null
  readonly seen: Observation | null
}

/** The runtime's environment: what a shell would have, and nothing to rely on. */
export const HOST_ENV = {
  HOME: '/root',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const

/**
 * Path of a container's folder, known before the container is. Its name says
 * nothing: a judged program could behave for one container and not for another.
 */
export function folderOf(bench: Bench, name: string): string {
  return bench.path(folderName(bench, name))
}

function folderName(bench: Bench, name: string): string {
  return `box-${bench.seed.hex(`folder of ${name}`, 3)}`
}

/** Start a container and wait until its program sleeps, or will not come. */
export async function startContainer(
  bench: Bench,
  request: ContainerRequest,
  profile: Profile,
): Promise<Container> {
  return launch(
    bench,
    request,
    profile,
    'judged: until program runs',
    (container) => seeProgram(bench, container, request.programs),
  )
}

/** Wait until one of some executables runs in it and sleeps; look at it. */
export async function seeProgram(
  bench: Bench,
  launched: Launched,
  programs: readonly string[],
): Promise<Container> {
  const identities = await bench.call('identify', { paths: programs })
  const { job } = launched
  const { file, search, seen } = await look(bench, job, identities)
  const index = file === null ? -1 : identities.indexOf(file)
  return {
    ...launched,
    program: programs[index] ?? null,
    because: search.pid === null ? search.because : null,
    seen,
  }
}

/**
 * Start a container for something else to be seen of it than its program.
 *
 * @param until What the processor is kept for; others start afterwards.
 */
export function launch<T>(
  bench: Bench,
  request: ContainerRequest,
  profile: Profile,
  name: string,
  until: (container: Launched) => Promise<T>,
): Promise<T> {
  const start = () =>
    bench.timings.measure(name, async () => {
      const entries = bundleEntries(bench, request, profile)
      await bench.call('write', { entries })
      const folder = folderOf(bench, request.name)
      const id = idOf(bench, request)
      const argv = runCommand(bench, request, `${folder}/bundle`, id)
      const started = await startJudged(bench, request, folder, argv)
      const cgroup = leafOf(bench, request)
      const own = cgroup ?? `${bench.hello.cgroup}/job-${started.job}`
      bench.containers.set(own, request.name)
      return until({
        ...started,
        id,
        folder,
        rootfs: `${folder}/bundle/rootfs`,
        cgroup,
      })
    })
  return request.isInSlot ? start() : bench.starts.use(start)
}

/** It may go away between being found and being seen, so more than once. */
async function look(
  bench: Bench,
  job: number,
  identities: readonly (string | null)[],
): Promise<{
  file: string | null
  search: Search
  seen: Observation | null
}> {
  const files = identities.filter((identity) => identity !== null)
  for (let more = LOOKS; ; more--) {
    const search = await bench.awaitProgram(
      START_MS,
      (timeoutMs) => bench.call('find', { job, files, timeoutMs }),
      (search) => search.pid === null && search.because === 'timeout',
    )
    if (search.pid === null) return { file: null, search, seen: null }
    const seen = await bench.call('observe', { pid: search.pid })
    const isThere = typeof seen?.exe.sha256 === 'string'
    if (isThere || more === 1) return { file: search.file, search, seen }
  }
}

/** The command line that all OCI runtimes have in common. */
function runCommand(
  bench: Bench,
  { command = 'run', options = [], root }: ContainerRequest,
  bundle: string,
  id: string,
): string[] {
  const runtime = bench.programPath(bench.program.runtime)
  const below = root === undefined ? [] : ['--root', root]
  return [runtime, ...below, command, ...options, '--bundle', bundle, id]
}

/** What a judged program is started with, whatever it is to do. */
export type Surroundings = Partial<
  Pick<
    ContainerRequest,
    'name' | 'user' | 'hostEnv' | 'descriptors' | 'slice' | 'leaf' | 'netns'
  >
> & {
  /** Folder that is its own, if that of the container is not. */
  readonly own?: string
}

/** Start a judged program in a container's folder, by a command line of its own. */
export async function startJudged(
  bench: Bench,
  request: Surroundings,
  folder: string,
  argv: readonly string[],
): Promise<Started> {
  const { user, hostEnv, descriptors = {}, own = folder, netns } = request
  const env = { ...HOST_ENV, ...hostEnv }
  const cgroup = jobCgroupOf(bench, request)
  return bench.call('start', {
    argv: user === undefined ? argv : await stepDown(bench, user, argv, env),
    cwd: `${folder}/elsewhere`,
    folder: own,
    env,
    descriptors,
    timeoutMs: bench.patience(LIFE_MS),
    ...(cgroup === null ? {} : { cgroup }),
    ...(netns === undefined ? {} : { netns: netns.handle }),
  })
}

/** The id ends in the name of the run, so that nothing on the machine has it yet. */
function idOf(bench: Bench, { name }: ContainerRequest): string {
  return `${folderName(bench, name)}-${bench.hello.base.split('/').at(-1)}`
}

function bundleEntries(
  bench: Bench,
  request: ContainerRequest,
  profile: Profile,
): readonly Entry[] {
  const { args, env, cwd, rootPath } = request
  const name = folderName(bench, request.name)
  const asked = profile.config({ args, env, cwd, rootPath })
  const cgroupsPath = cgroupsPathOf(bench, request)
  const placed =
    cgroupsPath === null ? asked : mergeSpec(asked, { linux: { cgroupsPath } })
  const config = mergeSpec(placed, request.spec ?? {})
  const at = (entry: Entry) => entryBelow(name, entry)
  return [
    at({
      kind: 'text',
      path: 'bundle/config.json',
      text: JSON.stringify(config, null, 2),
    }),
    // Mount points that some runtimes insist on; a root has them anyway.
    ...['dev', 'proc', 'sys'].map((name) =>
      at({ kind: 'directory', path: `bundle/rootfs/${name}` }),
    ),
    at({ kind: 'directory', path: 'elsewhere' }),
    ...request.entries.map(at),
  ]
}

/** Wait for the runtime to end; it has no more reason to stay. */
export function endOf(bench: Bench, { job }: Launched): Promise<Ending> {
  return bench.timings.measure('judged: until runtime ends', () =>
    bench.call('wait', { job, timeoutMs: bench.patience(END_MS) }),
  )
}

/** Kill the runtime and everything that came from it. */
export async function killContainer(
  bench: Bench,
  { job, because }: Container,
): Promise<Ending> {
  await bench.call('kill', { job })
  const ending = await bench.call('wait', {
    job,
    timeoutMs: bench.patience(END_MS),
  })
  return { ...ending, timedOut: ending.timedOut || because === 'timeout' }
}
