/**
 * The container of step 1: a mount namespace, a root, and nothing else. It is
 * looked at as it starts, and again after each of two attempts to get out.
 *
 *     <folder>/outside-…/secret     a FIFO: who opens it waits, and is seen
 *     <folder>/outside-…/file       what the kit's own way out looks for
 *     <folder>/bundle/rootfs/…      the root; desk-… is process.cwd
 *     <folder>/desk-…               the same name, outside
 */
import type { Ending, FifoReading } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  killContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import type { Observation } from '#checker/evidence/process.ts'
import type { Probe } from '#checker/probe.ts'
import { visit } from '#checker/visitor.ts'
import { type Inside, start } from './box.ts'
import { type TriedEscape, triedEscape } from './captive-escape.ts'
import { captiveProbe } from './captive-probe.ts'
import { rootIdentity } from './inspect.ts'

const ATTEMPT_MS = 700
const NAME = 'captive'

export type Place = 'rootfs' | 'host root' | 'cwd inside' | 'cwd outside'

export interface Captive {
  readonly container: Container
  readonly ending: Ending
  readonly drawn: Drawn
  readonly identities: Readonly<Record<Place, string | null>>
  /** `null` if nothing ran inside. */
  readonly view: View | null
}

/** What was seen of a captive, from its start to its end. */
export interface View {
  readonly inside: Inside
  /** Identity of the root directory of its mount namespace. */
  readonly namespaceRoot: string | null
  /** What became of the student's way out; `null` if there is none. */
  readonly theirs: TheirAttempt | null
  readonly ours: OurAttempt
}

export interface TheirAttempt {
  readonly program: TriedEscape
  /** `/proc/<child>/stat` of what was started; empty if nothing was. */
  readonly stat: string
  /** Who opened the secret, if anybody did. */
  readonly reading: FifoReading | null
}

export interface OurAttempt {
  /** The same process afterwards; `null` if it is gone. */
  readonly seen: Observation | null
  /** Identity of the directory that it made its root on the way. */
  readonly below: string | null
  readonly secret: string | null
}

interface Drawn {
  readonly probe: Probe
  readonly program: string
  readonly cwd: string
  readonly marks: readonly [string, string, string]
  readonly below: string
  readonly file: string
}

export async function captive(bench: Bench): Promise<Captive> {
  const theirs = await bench.share(triedEscape)
  const drawn = draw(bench, theirs)
  const { container, inside } = await start(bench, requestOf(bench, drawn))
  const identities = await identify(bench, container, drawn)
  const common = { container, drawn, identities }
  if (inside === null) {
    const ending = await killContainer(bench, container)
    return { ...common, ending, view: null }
  }
  const view = await watch(bench, { container, inside, drawn, theirs })
  const ending = await finish(bench, container)
  return { ...common, ending, view }
}

function draw(bench: Bench, theirs: TriedEscape | null): Drawn {
  const hex = (what: string) => bench.seed.hex(`${NAME} ${what}`, 4)
  const folder = folderOf(bench, NAME)
  const marks = [hex('begun'), hex('theirs'), hex('ours')] as const
  const below = `below-${hex('below')}`
  const file = `${folder}/outside-${hex('outside')}/file`
  const probe = captiveProbe({
    arch: bench.hello.arch,
    marks,
    theirs: theirs?.inside ?? '/none',
    below,
    secret: file,
  })
  const program = `/bin-${hex('program')}/captive`
  const cwd = `${folder}/desk-${hex('cwd')}`
  return { probe, program, cwd, marks, below, file }
}

function requestOf(
  bench: Bench,
  { probe, program, cwd, below, file }: Drawn,
): ContainerRequest {
  const folder = folderOf(bench, NAME)
  const relative = (path: string) => path.slice(folder.length + 1)
  const path = `bundle/rootfs${program}`
  return {
    name: NAME,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd,
    rootPath: `${folder}/bundle/rootfs`,
    entries: [
      programEntry(path, probe.executable),
      { kind: 'directory', path: `bundle/rootfs${cwd}` },
      { kind: 'directory', path: `bundle/rootfs/${below}` },
      { kind: 'directory', path: relative(cwd) },
      { kind: 'text', path: relative(file), text: 'a file of the host\n' },
    ],
    spec: { linux: { namespaces: [{ type: 'mount' }] } },
    programs: [`${folder}/${path}`],
  }
}

async function identify(
  bench: Bench,
  { rootfs }: Container,
  { cwd }: Drawn,
): Promise<Captive['identities']> {
  const paths = [rootfs, '/', `${rootfs}${cwd}`, cwd]
  const found = await bench.call('identify', { paths })
  const [root = null, host = null, inside = null, outside = null] = found
  return {
    rootfs: root,
    'host root': host,
    'cwd inside': inside,
    'cwd outside': outside,
  }
}

interface Watched {
  readonly container: Container
  readonly inside: Inside
  readonly drawn: Drawn
  readonly theirs: TriedEscape | null
}

async function watch(bench: Bench, watched: Watched): Promise<View> {
  const { container, inside, drawn, theirs } = watched
  const { seen } = inside
  const visitor = await visit(bench, {
    pid: seen.pid,
    namespaces: ['mnt'],
    record: (visitor) => ({ root: rootIdentity(visitor) }),
  })
  const begun = await say(bench, container, drawn.marks[1])
  const attempt =
    theirs === null
      ? null
      : await seeTheirs(bench, watched, seen.pid, theirs, begun)
  await say(bench, container, drawn.marks[2])
  return {
    inside,
    namespaceRoot: visitor?.root ?? null,
    theirs: attempt,
    ours: await seeOurs(bench, container, drawn, seen.pid),
  }
}

/** Send a line, and wait for what it answers when it waits again. */
async function say(
  bench: Bench,
  { job }: Container,
  mark: string,
): Promise<boolean> {
  await bench.call('send', { job, text: 'go\n' })
  const timeoutMs = bench.patience(ATTEMPT_MS)
  const call = { job, text: mark, timeoutMs }
  const { stdout } = await bench.call('awaitOutput', call)
  return stdout.includes(mark)
}

/** Their way out has ended, or it waits for the secret that it has found. */
async function seeTheirs(
  bench: Bench,
  { container, drawn }: Watched,
  pid: number,
  program: TriedEscape,
  hasEnded: boolean,
): Promise<TheirAttempt> {
  const { job } = container
  const stat = await statOfChild(bench, pid)
  if (hasEnded) return { program, stat, reading: null }
  const files = program.identity === null ? [] : [program.identity]
  const timeoutMs = bench.patience(ATTEMPT_MS)
  const offer = { job, path: program.secret, text: 'found\n', files, timeoutMs }
  const reading = await bench.call('offer', offer)
  const mark = { job, text: drawn.marks[1], timeoutMs }
  await bench.call('awaitOutput', mark)
  return { program, stat: await statOfChild(bench, pid), reading }
}

/** A child that nobody has waited for still has its name and its status. */
async function statOfChild(bench: Bench, pid: number): Promise<string> {
  const children = [`/proc/${pid}/task/${pid}/children`]
  const [list] = await bench.call('read', { paths: children })
  const [child] = (list ?? '').trim().split(' ')
  if (child === undefined || child === '') return ''
  const [stat] = await bench.call('read', { paths: [`/proc/${child}/stat`] })
  return stat?.trim() ?? ''
}

async function seeOurs(
  bench: Bench,
  { rootfs }: Container,
  { below, file }: Drawn,
  pid: number,
): Promise<OurAttempt> {
  const seen = await bench.call('observe', { pid })
  const paths = [`${rootfs}/${below}`, file]
  const [made = null, secret = null] = await bench.call('identify', { paths })
  return { seen, below: made, secret }
}

async function finish(bench: Bench, container: Container): Promise<Ending> {
  const { job } = container
  await bench.call('send', { job, text: 'end\n', end: true })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return ending
}
