/**
 * The container of step `terminal`: `run -d --console-socket`, and somebody at
 * that socket who has the master sent over.
 *
 *     kit: listens ◀─ master ─ runtime, which ends
 *          resizes, types ^C ─▶ the program, which blocks every signal
 */
import type { Ending, FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type ConsoleHost,
  hostConsole,
  MASTER,
  type Sent,
} from '#checker/console-host.ts'
import { launch } from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  AT_FDCWD,
  O_NOCTTY,
  O_RDWR,
  SIGINT,
  SIGWINCH,
  TIOCGWINSZ,
} from '#checker/kernel.ts'
import {
  asCreation,
  type Created,
  created,
  layToRest,
  lifeCommand,
} from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { killProcess } from '#checker/remains.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'
import { visit } from '#checker/visitor.ts'
import { type Cell, type Inmate, inmateOf, openCell, planOf } from './cell.ts'
import { statField } from './person.ts'

const NAME = 'attached'
const SIGNAL_MS = 2_000
const INTERRUPT = '\x03'

export interface Size {
  readonly rows: number
  readonly columns: number
}

export interface AttachedDrawn {
  readonly uid: number
  readonly gid: number
  /** Size that the bundle asks for, and another that it gets later. */
  readonly size: Size
  readonly later: Size
  /** What the program says. */
  readonly words: string
}

/** What was seen while the program had its terminal. */
export interface TerminalLooks {
  readonly sent: Sent
  /** The receiver's descriptors. */
  readonly receiver: Observation | null
  /** Number of the terminal, as the master has it: `/dev/pts/<index>`. */
  readonly index: number
  /** Identity of the container's own `/dev/pts`. */
  readonly devpts: string | null
  /** The terminal there, and what `/dev/console` is. */
  readonly slave: Node
  readonly console: Node
  readonly session: Session
  readonly sizes: { readonly first: string; readonly later: string }
  /** Signals that came for the program: numbers. */
  readonly afterResize: readonly number[]
  readonly afterTyping: readonly number[]
  /** What came out of the master. */
  readonly output: string
}

export interface Node {
  readonly identity: string | null
  readonly facts: FileFacts | null
}

/** @see proc_pid_stat(5) */
export interface Session {
  readonly session: number
  readonly terminal: number
  readonly foreground: number
  readonly group: number
}

export interface Attached {
  readonly drawn: AttachedDrawn
  readonly cell: Cell<Record<string, never>, TerminalLooks>
}

export async function attached(bench: Bench): Promise<Attached> {
  const drawn = draw(bench)
  const host = await hostConsole(bench, NAME, {
    ...drawn.later,
    keys: INTERRUPT,
  })
  try {
    return await attach(bench, drawn, host)
  } finally {
    await host.leave()
  }
}

async function attach(
  bench: Bench,
  drawn: AttachedDrawn,
  host: ConsoleHost,
): Promise<Attached> {
  const { words } = drawn
  const plan = planOf(bench, {
    name: NAME,
    keepsStreams: true,
    spec: specOf(drawn),
    options: ['-d', '--console-socket', host.socket],
    record: ({ program }) => {
      program.write(1, words, undefined, { ignore: true })
      return {}
    },
  })
  const profile = namespacedProfile(bench.program)
  const request = asCreation(bench, plan.request)
  const box = await launch(
    bench,
    { ...request, command: 'run' },
    profile,
    'judged: run -d',
    (launched) => created(bench, launched, NAME),
  )
  const container = { ...box, program: null, because: null }
  const { seen, ending } = box
  const { probe } = plan
  if (seen === null) {
    await layToRest(bench, box)
    return {
      drawn,
      cell: { container, ending, probe, inmate: null, found: null },
    }
  }
  const inmate = await inmateOf(bench, container, seen, plan)
  const found = await lookAt(bench, inmate, host)
  await putAway(bench, box, seen.pid)
  return { drawn, cell: { container, ending, probe, inmate, found } }
}

function draw({ seed }: Bench): AttachedDrawn {
  const int = (what: string, lowest: number, highest: number) =>
    seed.int(`${NAME} ${what}`, lowest, highest)
  const size = (what: string) => ({
    rows: int(`${what} rows`, 10, 99),
    columns: int(`${what} columns`, 100, 300),
  })
  return {
    uid: int('uid', 1_000, 30_000),
    gid: int('gid', 30_001, 60_000),
    size: size('first'),
    later: size('later'),
    words: `words ${seed.hex(`${NAME} words`, 6)}\n`,
  }
}

/** Group of new terminals, as everywhere. */
const TTY = 5

const PSEUDO_TERMINALS = {
  destination: '/dev/pts',
  type: 'devpts',
  source: 'devpts',
  options: [
    'nosuid',
    'noexec',
    'newinstance',
    'ptmxmode=0666',
    'mode=0620',
    `gid=${TTY}`,
  ],
}

function specOf({ uid, gid, size }: AttachedDrawn): SpecPatch {
  return {
    process: {
      terminal: true,
      consoleSize: { height: size.rows, width: size.columns },
      user: { uid, gid },
    },
    mounts: [PSEUDO_TERMINALS],
  }
}

async function lookAt(
  bench: Bench,
  { seen }: Inmate<unknown>,
  host: ConsoleHost,
): Promise<TerminalLooks> {
  const { pid } = seen
  const isThere = await host.tell('received')
  const sent = await host.sent()
  const receiver = isThere ? await host.look() : null
  const index = await indexOf(bench, host.pid)
  const pts = `/proc/${pid}/root/dev/pts`
  const [devpts = null] = await bench.call('identify', { paths: [pts] })
  const first = await sizeOf(bench, pid)
  await host.tell('resized')
  const afterResize = await pending(bench, pid, SIGWINCH)
  const later = await sizeOf(bench, pid)
  await host.tell('typed')
  const afterTyping = await pending(bench, pid, SIGINT)
  await host.tell('read')
  return {
    ...{ sent, receiver, index, devpts },
    slave: await nodeAt(bench, `${pts}/${index}`),
    console: await nodeAt(bench, `/proc/${pid}/root/dev/console`),
    session: await sessionOf(bench, pid),
    sizes: { first, later },
    ...{ afterResize, afterTyping },
    output: await host.output(),
  }
}

/** Which terminal a master is for. @see proc_pid_fdinfo(5), tty-index */
async function indexOf(bench: Bench, pid: number): Promise<number> {
  const paths = [`/proc/${pid}/fdinfo/${MASTER}`]
  const [text] = await bench.call('read', { paths })
  return Number(/^tty-index:\s*(\d+)$/m.exec(text ?? '')?.[1])
}

async function nodeAt(bench: Bench, path: string): Promise<Node> {
  const paths = [path]
  const [identity = null] = await bench.call('identify', { paths })
  const [facts = null] = await bench.call('stat', { paths })
  return { identity, facts }
}

async function sessionOf(bench: Bench, pid: number): Promise<Session> {
  const [stat] = await bench.call('read', { paths: [`/proc/${pid}/stat`] })
  return {
    group: statField(stat, 5),
    session: statField(stat, 6),
    terminal: statField(stat, 7),
    foreground: statField(stat, 8),
  }
}

/** `rows x columns` of what a process has as its standard input. */
async function sizeOf(bench: Bench, pid: number): Promise<string> {
  const found = await visit(bench, {
    record: (visitor) => {
      const { program } = visitor
      // A visitor begins in the kit's own /proc.
      const path = `${pid}/fd/0`
      const flags = O_RDWR | O_NOCTTY
      const file = program.openat(AT_FDCWD, path, flags, 0, { ignore: true })
      return {
        size: visitor.filled(8, (buffer, options) => {
          program.ioctl(file, TIOCGWINSZ, buffer, options)
        }),
      }
    },
  })
  const size = found?.size
  if (size == null) return 'it is no terminal'
  return `${size.readUInt16LE(0)} x ${size.readUInt16LE(2)}`
}

function pending(bench: Bench, pid: number, signal: number) {
  return bench.call('awaitSignals', {
    pid,
    field: 'ShdPnd',
    signals: [signal],
    timeoutMs: bench.patience(SIGNAL_MS),
  })
}

async function putAway(
  bench: Bench,
  box: Created,
  pid: number,
): Promise<Ending> {
  await killProcess(bench, pid)
  const ending = await lifeCommand(bench, box, ['delete', '--force', box.id])
  await layToRest(bench, box)
  return ending
}

export interface Socketless {
  readonly cell: Cell<Record<string, never>, null>
}

/** A terminal for nobody: the runtime ends, and was told of no socket. */
export async function socketless(bench: Bench): Promise<Socketless> {
  const name = 'socketless'
  const drawn = draw(bench)
  const cell = await openCell(
    bench,
    {
      name,
      keepsStreams: true,
      spec: specOf(drawn),
      options: ['-d'],
      record: () => ({}),
    },
    async () => null,
  )
  return { cell }
}
