/**
 * A container whose program makes calls that were recorded for it, writes down
 * what each returned, blocks every signal as a sign that it is done, and sleeps:
 *
 *     <folder>/bundle/rootfs/probe-…   the program; no other file is like it
 *     <folder>/bundle/rootfs/diary-…   what its calls returned
 *
 * While it sleeps, all that the kernel says of it is read from outside.
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import { type Answer, Answers } from '#checker/answers.ts'
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
import { bytesOf } from '#checker/files.ts'
import {
  AT_FDCWD,
  O_WRONLY,
  SIG_SETMASK,
  SIGKILL,
  SIGUSR1,
  SIGUSR2,
} from '#checker/kernel.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { mergeSpec, type SpecPatch } from '#checker/spec-patch.ts'
import { type Findings, Visitor } from '#checker/visitor.ts'

const DONE_MS = 2_000
const STDOUT = 1

type Questions = Record<string, Answer<unknown>>

export interface CellRequest<A extends Questions> {
  readonly name: string
  readonly spec: SpecPatch
  readonly entries?: readonly Entry[]
  /** Kinds of namespaces that it is to share with the host. */
  readonly shared?: readonly string[]
  /** Options of `run`. */
  readonly options?: readonly string[]
  /** Leave its descriptors as they are; then it writes no diary. */
  readonly keepsStreams?: boolean
  /** What its program does; its answers go to the diary. */
  record(visitor: Visitor): A
}

/** The program of a cell, when it has done all it was to do. */
export interface Inmate<A> {
  readonly container: Container
  readonly seen: Observation
  /** Whether it came to its end before it was looked at. */
  readonly isDone: boolean
  /** What its calls returned; `null` if it could not write all of it down. */
  readonly said: Findings<A> | null
}

/** A cell that was looked into, and how it ended. */
export interface Cell<A, T> {
  readonly container: Container
  readonly ending: Ending
  readonly probe: Probe
  /** `null` if nothing ran there. */
  readonly inmate: Inmate<A> | null
  readonly found: T | null
}

const NAMESPACES = ['mount', 'pid', 'network', 'ipc', 'uts']

/** What every cell has: namespaces, `/proc` and `/dev` of its own. */
const furniture = (shared: readonly string[]): SpecPatch => ({
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
    },
  ],
  linux: {
    namespaces: NAMESPACES.filter((type) => !shared.includes(type)).map(
      (type) => ({ type }),
    ),
  },
})

/** Start a container, wait until its program is done, look, and end it. */
export async function openCell<A extends Questions, T>(
  bench: Bench,
  request: CellRequest<A>,
  look: (inmate: Inmate<A>) => Promise<T>,
): Promise<Cell<A, T>> {
  const plan = planOf(bench, request)
  const profile = namespacedProfile(bench.program)
  const container = await startContainer(bench, plan.request, profile)
  const { seen, job } = container
  const { probe } = plan
  if (seen === null) {
    const ending = await killContainer(bench, container)
    return { container, ending, probe, inmate: null, found: null }
  }
  const inmate = await inmateOf(bench, container, seen, plan)
  const found = await look(inmate)
  await bench.call('signal', { pid: seen.pid, signal: SIGKILL })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return { container, ending, probe, inmate, found }
}

interface Plan<A> {
  readonly request: ContainerRequest
  readonly probe: Probe
  readonly questions: A
  readonly diary: string
}

/** What a program of a cell is, and where; others start it in other ways. */
export function planOf<A extends Questions>(
  bench: Bench,
  cell: CellRequest<A>,
): Plan<A> {
  const { name, spec, entries = [], options = [], shared = [] } = cell
  const hex = bench.seed.hex(`${name} program`, 4)
  const [program, diary] = [`/probe-${hex}`, `/diary-${hex}`]
  const { probe, questions } = probeOf(bench, hex, diary, cell)
  const path = `bundle/rootfs${program}`
  const request = {
    name,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: 'rootfs',
    entries: [
      programEntry(path, probe.executable),
      // Whoever it runs as may write there.
      {
        kind: 'text' as const,
        path: `bundle/rootfs${diary}`,
        text: '',
        mode: 0o666,
      },
      ...entries,
    ],
    spec: mergeSpec(furniture(shared), spec) as SpecPatch,
    options,
    programs: [`${folderOf(bench, name)}/${path}`],
  }
  return { request, probe, questions, diary }
}

function probeOf<A extends Questions>(
  bench: Bench,
  hex: string,
  diary: string,
  { name, keepsStreams = false, record }: CellRequest<A>,
): { readonly probe: Probe; readonly questions: A } {
  let questions: A | undefined
  const ignore = true
  const probe = recordedProbe(
    bench.hello.arch,
    (program) => {
      const file = program.openat(AT_FDCWD, diary, O_WRONLY, 0, { ignore })
      if (!keepsStreams) program.syscall('dup3', [file, STDOUT, 0], { ignore })
      questions = record(new Visitor(program, file))
      program.rt_sigprocmask(SIG_SETMASK, Buffer.alloc(8, 0xff), null, 8, {
        ignore,
      })
      sleepForEver(program)
    },
    `${hex} ${name}`,
  )
  if (questions === undefined) throw new Error('Expected recorded questions')
  return { probe, questions }
}

/** Wait until it is done, and read its diary. */
export async function inmateOf<A extends Questions>(
  bench: Bench,
  container: Container,
  { pid, ...early }: Observation,
  { questions, diary }: Pick<Plan<A>, 'questions' | 'diary'>,
): Promise<Inmate<A>> {
  const signals = [SIGUSR1, SIGUSR2]
  const blocked = await bench.awaitProgram(
    DONE_MS,
    (timeoutMs) =>
      bench.call('awaitSignals', { pid, field: 'SigBlk', signals, timeoutMs }),
    (blocked) => blocked.length !== signals.length,
  )
  const isDone = blocked.length === signals.length
  const seen = (await bench.call('observe', { pid })) ?? { pid, ...early }
  const bytes = await bytesOf(bench, `${container.rootfs}${diary}`)
  const said = bytes === null || !isDone ? null : read(questions, bytes)
  return { container, seen, isDone, said }
}

function read<A extends Questions>(
  questions: A,
  bytes: Buffer,
): Findings<A> | null {
  const answers = new Answers(bytes)
  try {
    return Object.fromEntries(
      Object.entries(questions).map(([name, answer]) => [
        name,
        answer.take(answers),
      ]),
    ) as Findings<A>
  } catch {
    // It could not write everything down.
    return null
  }
}
