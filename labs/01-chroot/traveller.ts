/**
 * The container that is easy to get wrong from where it is started: its root is
 * given relative to the bundle, its program by name only. Wherever a mistaken
 * search could end, another probe waits, so the inode of what runs tells which
 * search it was:
 *
 *     bundle/rootfs/<opt>/<name>          right: root of the bundle, PATH inside
 *     elsewhere/rootfs/<opt>/<name>       root taken from the working directory
 *     bundle/rootfs/<host path>/<name>    PATH of the runtime, not the container's
 *     bundle/rootfs/<cwd>/<name>          not searched at all
 *     tools/<name>                        first in PATH, but outside of the root
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  HOST_ENV,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import {
  SIGALRM,
  SIGHUP,
  SIGINT,
  SIGKILL,
  SIGTERM,
  SIGUSR1,
  SIGUSR2,
} from '#checker/kernel.ts'
import { sleepingProbe } from '#checker/probe.ts'
import type { Profile } from '#checker/profile.ts'
import { profileOf } from './resident.ts'

/** End a process, and write no core file. */
const DEADLY = [
  SIGHUP,
  SIGINT,
  SIGKILL,
  SIGUSR1,
  SIGUSR2,
  SIGALRM,
  SIGTERM,
] as const

export type Finding =
  | 'right'
  | 'elsewhere'
  | 'host path'
  | 'not searched'
  | 'outside'
  | 'nothing'

export interface Traveller {
  readonly container: Container
  readonly name: string
  readonly path: string
  /** Which of the probes came to run. */
  readonly found: Finding
  /** Identities of the right root and of its decoy. */
  readonly roots: {
    readonly bundle: string | null
    readonly elsewhere: string | null
  }
  /** The signal that ended the program, after it was seen. */
  readonly signal: number
  readonly ending: Ending
}

/** What is made difficult; a runtime that fails at both is asked one at a time. */
interface Difficulty {
  readonly relativeRoot: boolean
  readonly byName: boolean
}

const traveller = (bench: Bench) =>
  travel(bench, 'traveller', { relativeRoot: true, byName: true })

const byNameOnly = (bench: Bench) =>
  travel(bench, 'named', { relativeRoot: false, byName: true })

const relativeOnly = (bench: Bench) =>
  travel(bench, 'relative', { relativeRoot: true, byName: false })

const plain = (bench: Bench) =>
  travel(bench, 'plain', { relativeRoot: false, byName: false })

/** The traveller as far as its name matters. */
export const named = (bench: Bench) => orElse(bench, byNameOnly)

/** The traveller as far as its root matters. */
export const relative = (bench: Bench) => orElse(bench, relativeOnly)

/** Any program that runs, to be ended by a signal. */
export const mortal = (bench: Bench) => orElse(bench, plain)

async function orElse(
  bench: Bench,
  easier: (bench: Bench) => Promise<Traveller>,
): Promise<Traveller> {
  const first = await bench.share(traveller)
  return first.found === 'nothing' ? bench.share(easier) : first
}

async function travel(
  bench: Bench,
  name: string,
  difficulty: Difficulty,
): Promise<Traveller> {
  const map = mapOf(bench, name)
  const profile = await profileOf(bench)
  const container = await start(bench, name, map, difficulty, profile)
  const roots = await identifyRoots(bench, container)
  const signal = bench.seed.pick(`${name} signal`, DEADLY)
  const pid = container.seen?.pid
  if (pid !== undefined) await bench.call('signal', { pid, signal })
  const ending =
    pid === undefined
      ? await killContainer(bench, container)
      : await endOf(bench, container)
  if (pid !== undefined) await bench.call('kill', { job: container.job })
  return {
    container,
    name: map.name,
    path: map.path,
    found: findingOf(container, map),
    roots,
    signal,
    ending,
  }
}

interface RouteMap {
  readonly name: string
  /** PATH of the container. */
  readonly path: string
  readonly cwd: string
  /** PATH of the runtime. */
  readonly hostPath: string
  /** Finding → path of its probe, relative to the container's folder. */
  readonly probes: Readonly<Record<Exclude<Finding, 'nothing'>, string>>
}

function mapOf(bench: Bench, container: string): RouteMap {
  const hex = bench.seed.hex(`${container} name`, 4)
  const folder = folderOf(bench, container)
  const name = `tool-${hex}`
  const opt = `/opt-${hex}/bin`
  // There on the host and in both roots, so that going there never fails.
  const cwd = `${folder}/work-${hex}`
  const hostPath = `${folder}/host-path`
  return {
    name,
    path: `${folder}/tools:${opt}`,
    cwd,
    hostPath,
    probes: {
      right: `bundle/rootfs${opt}/${name}`,
      elsewhere: `elsewhere/rootfs${opt}/${name}`,
      'host path': `bundle/rootfs${hostPath}/${name}`,
      'not searched': `bundle/rootfs${cwd}/${name}`,
      outside: `tools/${name}`,
    },
  }
}

async function identifyRoots(bench: Bench, { folder }: Container) {
  const paths = [`${folder}/bundle/rootfs`, `${folder}/elsewhere/rootfs`]
  const [bundle, elsewhere] = await bench.call('identify', { paths })
  return { bundle: bundle ?? null, elsewhere: elsewhere ?? null }
}

function start(
  bench: Bench,
  name: string,
  map: RouteMap,
  { relativeRoot, byName }: Difficulty,
  profile: Profile,
): Promise<Container> {
  const folder = folderOf(bench, name)
  const inside = map.probes.right.slice('bundle/rootfs'.length)
  const request: ContainerRequest = {
    name,
    args: [byName ? map.name : inside],
    env: [`PATH=${map.path}`, 'HOME=/'],
    cwd: map.cwd,
    rootPath: relativeRoot ? 'rootfs' : `${folder}/bundle/rootfs`,
    entries: [...probesIn(bench, map), ...workingDirectories(map, folder)],
    hostEnv: { PATH: `${map.hostPath}:${HOST_ENV.PATH}` },
    programs: Object.values(map.probes).map((path) => `${folder}/${path}`),
  }
  return startContainer(bench, request, profile)
}

/** One probe at each place, no two alike. */
function probesIn(bench: Bench, map: RouteMap): Entry[] {
  const onHostPath = `host-path/${map.name}`
  return [...Object.values(map.probes), onHostPath].map((path) => {
    const mark = `${bench.seed.hex(path, 8)} ${path}`
    const { executable } = sleepingProbe(bench.hello.arch, mark)
    return programEntry(path, executable)
  })
}

function workingDirectories({ cwd }: RouteMap, folder: string): Entry[] {
  const roots = ['bundle/rootfs', 'elsewhere/rootfs']
  return [cwd.slice(folder.length + 1), ...roots.map((root) => root + cwd)].map(
    (path) => ({ kind: 'directory', path }),
  )
}

function findingOf({ program, folder }: Container, map: RouteMap): Finding {
  const entry = Object.entries(map.probes).find(
    ([, path]) => `${folder}/${path}` === program,
  )
  return (entry?.[0] ?? 'nothing') as Finding
}
