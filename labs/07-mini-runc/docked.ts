/**
 * A container that Docker runs in the background, with a wish for everything that
 * has a place in the kernel:
 *
 *     docker run -d --runtime=mini-runc --memory … --cpus … --pids-limit …
 *       --read-only -v … -p … --cap-drop … --security-opt no-new-privileges …
 *
 * It is looked at from outside, by the number that the engine has from the runtime.
 */
import type { Bench } from '#checker/bench.ts'
import { docker, type Typed } from '#checker/docker/command.ts'
import { RUNTIME } from '#checker/docker/engine.ts'
import { type Inspected, inspect } from '#checker/docker/inspect.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { type Dock, dock } from './dock.ts'

const MIB = 1024 * 1024
/** What `--cpus` is measured against, in microseconds. */
const PERIOD = 100_000

/** What was drawn for it. */
export interface Wish {
  readonly name: string
  readonly hostname: string
  /** Bytes. */
  readonly memory: number
  /** Hundredths of a processor. */
  readonly cpus: number
  readonly pids: number
  /** A capability that Docker would give, and one that it would not. */
  readonly dropped: string
  readonly added: string
  /** Folder inside that a folder of the host is bound to. */
  readonly folder: string
  /** What stands in the file of that folder. */
  readonly token: string
  readonly port: number
  readonly published: number
}

export interface Docked {
  readonly dock: Dock
  readonly wish: Wish
  readonly run: Typed
  /** What the engine knows of it; `null` if there is no such container. */
  readonly known: Inspected | null
  /** Its first process; `null` if nothing runs. */
  readonly seen: Observation | null
  /** Folder of the cgroup that it is to be in. */
  readonly cgroup: string
  /** Files of the kernel, by path. */
  readonly files: Readonly<Record<string, string | null>>
}

const CGROUP_FILES = ['memory.max', 'cpu.max', 'cpu.weight', 'pids.max']
const PROC_FILES = ['cgroup', 'mountinfo', 'status']

export async function docked(bench: Bench): Promise<Docked> {
  const scene = await bench.share(dock)
  const { engine, image, sleeper } = scene
  const wish = drawWish(bench)
  const given = await writeGiven(bench, scene, wish)
  const options = optionsOf(wish, given)
  const words = ['--detach', `--runtime=${RUNTIME}`, ...options]
  const run = await bench.starts.use(() =>
    docker(bench, engine, 'run', ...words, image, sleeper.path),
  )
  const known = await inspect(bench, engine, wish.name)
  const pid = known?.pid ?? 0
  const seen = pid > 0 ? await bench.call('observe', { pid }) : null
  const cgroup = `${engine.cgroup}/${known?.id ?? 'nobody'}`
  const files = await filesOf(bench, pid, cgroup, wish)
  return { dock: scene, wish, run, known, seen, cgroup, files }
}

function drawWish({ seed }: Bench): Wish {
  const hex = (what: string) => seed.hex(`${what} of the docked`, 4)
  const int = (what: string, lowest: number, highest: number) =>
    seed.int(`${what} of the docked`, lowest, highest)
  return {
    name: `box-${hex('name')}`,
    hostname: `host-${hex('host name')}`,
    memory: int('memory', 24, 60) * MIB,
    cpus: int('processors', 20, 90),
    pids: int('processes', 11, 50),
    dropped: seed.pick('dropped by the docked', [
      ...(['CHOWN', 'NET_RAW', 'MKNOD', 'KILL', 'SYS_CHROOT'] as const),
    ]),
    added: seed.pick('added by the docked', ['SYS_TIME', 'SYS_NICE', 'SYSLOG']),
    folder: `/given-${hex('folder')}`,
    token: hex('token'),
    port: int('port', 2_000, 8_000),
    published: int('published port', 10_000, 30_000),
  }
}

function optionsOf(wish: Wish, given: string): string[] {
  return [
    ...['--name', wish.name, '--hostname', wish.hostname],
    ...['--memory', `${wish.memory}b`, '--cpus', `${wish.cpus / 100}`],
    ...['--pids-limit', `${wish.pids}`, '--read-only', '--restart', 'always'],
    ...['--cap-drop', wish.dropped, '--cap-add', wish.added],
    ...['--security-opt', 'no-new-privileges'],
    ...['--volume', `${given}:${wish.folder}:ro`],
    ...['--publish', `${wish.published}:${wish.port}`],
  ]
}

/** A folder of the host, with a file. */
async function writeGiven(
  bench: Bench,
  { engine }: Dock,
  { token }: Wish,
): Promise<string> {
  const folder = `${engine.folder}/given`
  const path = `${bench.below(folder)}/${FILE}`
  await bench.call('write', { entries: [{ kind: 'text', path, text: token }] })
  return folder
}

const FILE = 'token'

/** Where the process sees that file, looked at through its own root. */
export const givenPath = (pid: number, { folder }: Wish) =>
  `/proc/${pid}/root${folder}/${FILE}`

async function filesOf(bench: Bench, pid: number, cgroup: string, wish: Wish) {
  const paths = [
    ...CGROUP_FILES.map((name) => `${cgroup}/${name}`),
    ...PROC_FILES.map((name) => `/proc/${pid}/${name}`),
    givenPath(pid, wish),
  ]
  const texts = await bench.call('read', { paths })
  return Object.fromEntries(paths.map((path, at) => [path, texts[at] ?? null]))
}

/** `37000 100000`: so many microseconds of each period. @see cgroups(7), cpu.max */
export const cpuMax = ({ cpus }: Wish) => `${(cpus * PERIOD) / 100} ${PERIOD}`
