/**
 * The container that most checks look at. Its program stays until it was seen
 * from all sides, and its surroundings are full of decoys, so that each mistake
 * leaves a trace of its own in `/proc`:
 *
 *     <folder>/outside/              open in the runtime
 *     <folder>/elsewhere/            where the runtime is started
 *     <folder>/desk/                 same path as the container's cwd, on the host
 *     <folder>/bundle/rootfs/        the root
 *     …/rootfs/<folder>/desk/        the container's cwd
 *     …/rootfs/<folder>/bin/probe    the same inode as <folder>/bin/probe
 */
import type { Ending } from '#checker/agent/protocol.ts'
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
import { SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2 } from '#checker/kernel.ts'
import { type Probe, residentProbe } from '#checker/probe.ts'
import { type Profile, profilesFor } from '#checker/profile.ts'

/** Signals that end a process if nobody cares for them. */
const FORWARDABLE = [SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM] as const
const STREAM_MS = 1_500
const SIGNAL_MS = 1_500

/** What was drawn for this run, and what the kernel showed of it. */
export interface Resident {
  readonly profile: Profile
  readonly container: Container
  readonly drawn: Drawn
  /** Path below the folder → identity of what is there. */
  readonly identities: Readonly<Record<Place, string | null>>
  readonly output: { readonly stdout: string; readonly stderr: string }
  readonly signals: {
    readonly sent: readonly number[]
    readonly pending: readonly number[]
  }
  readonly ending: Ending
}

export type Place =
  | 'rootfs'
  | 'cwd inside'
  | 'cwd outside'
  | 'elsewhere'
  | 'host root'
  | 'outside'
  | 'outside file'
  | 'forbidden'

interface Drawn {
  readonly probe: Probe
  readonly program: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly hostEnv: Readonly<Record<string, string>>
  readonly greeting: { readonly out: string; readonly err: string }
  readonly line: string
  readonly exitStatus: number
  /** A file of the host that nobody inside may be able to open. */
  readonly forbidden: string
}

/** Start the resident in the first profile that this runtime can start it in. */
export async function resident(bench: Bench): Promise<Resident> {
  let first: Resident | undefined
  for (const [index, profile] of profilesFor(bench.program).entries()) {
    const tried = await tryResident(bench, `resident${index || ''}`, profile)
    if (tried.container.seen !== null) return tried
    first ??= tried
  }
  if (first === undefined) throw new Error('There is no profile to try')
  return first
}

/** The profile for all other containers of this program. */
export async function profileOf(bench: Bench): Promise<Profile> {
  const [only, ...others] = profilesFor(bench.program)
  if (only !== undefined && others.length === 0) return only
  return (await bench.share(resident)).profile
}

async function tryResident(
  bench: Bench,
  name: string,
  profile: Profile,
): Promise<Resident> {
  const drawn = draw(bench, name)
  const request = requestOf(bench, name, drawn)
  const container = await startContainer(bench, request, profile)
  const identities = await identify(bench, container, drawn)
  const common = { profile, container, drawn, identities }
  if (container.seen === null) {
    const ending = await killContainer(bench, container)
    const signals = { sent: [], pending: [] }
    return { ...common, output: ending, signals, ending }
  }
  const output = await talk(bench, container, drawn)
  if (!output.stdout.includes(drawn.line)) {
    // It hears nothing, or cannot be heard: no use in talking on.
    const signals = { sent: [], pending: [] }
    const ending = await killContainer(bench, container)
    return { ...common, output, signals, ending }
  }
  const signals = await forward(bench, container)
  const ending = await finish(bench, container)
  return { ...common, output, signals, ending }
}

function draw(bench: Bench, name: string): Drawn {
  const { seed } = bench
  const hex = (what: string, bytes = 4) => seed.hex(`resident ${what}`, bytes)
  const folder = folderOf(bench, name)
  const forbidden = `${folder}/outside/forbidden-${hex('forbidden')}`
  const greeting = { out: `${hex('out')}\n`, err: `${hex('err')}\n` }
  const exitStatus = seed.int('resident exit status', 3, 99)
  const program = `${folder}/bin/probe-${hex('program')}`
  const variable = `SETTING_${hex('variable')}`
  return {
    probe: residentProbe({
      arch: bench.hello.arch,
      greeting,
      tries: [forbidden, `${'../'.repeat(16)}${forbidden.slice(1)}`],
      exitStatus,
    }),
    program,
    args: [program, hex('argument'), 'two words', '', `${hex('text')} ü 容器`],
    // Runtimes add HOME of their own accord where there is none.
    env: [
      `${variable}=${hex('value')}`,
      'PATH=/bin',
      'HOME=/',
      'EMPTY=',
      `SPACED=${hex('spaced')} = x`,
    ],
    cwd: `${folder}/desk`,
    hostEnv: {
      [`HOST_${hex('host variable')}`]: hex('host value'),
      [variable]: 'host',
    },
    greeting,
    line: hex('line'),
    exitStatus,
    forbidden,
  }
}

function requestOf(bench: Bench, name: string, drawn: Drawn): ContainerRequest {
  const folder = folderOf(bench, name)
  const { program, args, env, cwd, hostEnv, forbidden } = drawn
  const relative = (path: string) => path.slice(folder.length + 1)
  const inside = (path: string) => `bundle/rootfs${path}`
  return {
    name,
    args,
    env,
    cwd,
    rootPath: `${folder}/bundle/rootfs`,
    entries: [
      programEntry(relative(program), drawn.probe.executable),
      // By the same path inside and outside: exec can be right before root is.
      { kind: 'link', path: inside(program), to: relative(program) },
      { kind: 'directory', path: relative(cwd) },
      { kind: 'directory', path: inside(cwd) },
      { kind: 'text', path: 'outside/file', text: 'a file of the host\n' },
      { kind: 'text', path: relative(forbidden), text: 'outside\n' },
    ],
    hostEnv,
    // Node closes the low ones by itself, up to a gap; so there is a high one.
    descriptors: {
      3: `${folder}/outside`,
      [bench.seed.int('resident descriptor', 100, 200)]:
        `${folder}/outside/file`,
    },
    programs: [program],
  }
}

async function identify(
  bench: Bench,
  { rootfs, folder }: Container,
  { cwd, forbidden }: Drawn,
): Promise<Resident['identities']> {
  const paths: Record<Place, string> = {
    rootfs,
    'cwd inside': `${rootfs}${cwd}`,
    'cwd outside': cwd,
    elsewhere: `${folder}/elsewhere`,
    'host root': '/',
    outside: `${folder}/outside`,
    'outside file': `${folder}/outside/file`,
    forbidden,
  }
  const places = Object.keys(paths) as Place[]
  const found = await bench.call('identify', { paths: Object.values(paths) })
  return Object.fromEntries(
    places.map((place, index) => [place, found[index] ?? null]),
  ) as Record<Place, string | null>
}

/** Send a line in; it should come out again, behind the greeting. */
async function talk(bench: Bench, { job }: Container, { line }: Drawn) {
  await bench.call('send', { job, text: `${line}\n` })
  const timeoutMs = bench.patience(STREAM_MS)
  return bench.call('awaitOutput', { job, text: line, timeoutMs })
}

/**
 * Send signals to the runtime while the program blocks them all: those that are
 * passed on stay pending, for everybody to see.
 */
async function forward(bench: Bench, { pid: runtime, seen }: Container) {
  const inside = seen?.pid ?? -1
  const other = bench.seed.pick('forwarded signal', FORWARDABLE)
  const sent = [...new Set([SIGTERM, other])]
  const timeoutMs = bench.patience(SIGNAL_MS)
  const call = { pid: inside, signals: sent, timeoutMs }
  const blocked = await bench.call('awaitSignals', { ...call, field: 'SigBlk' })
  if (blocked.length < sent.length) return { sent: [], pending: [] }
  for (const signal of sent)
    await bench.call('signal', { pid: runtime, signal })
  const pending = await bench.call('awaitSignals', { ...call, field: 'ShdPnd' })
  return { sent, pending }
}

async function finish(bench: Bench, container: Container): Promise<Ending> {
  const { job } = container
  await bench.call('send', { job, text: 'go\n', end: true })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return ending
}
