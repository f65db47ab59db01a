/**
 * The container of step 1, from `create` to `delete`, and what the kernel shows
 * between each two commands:
 *
 *     create ─▶ state, create again ─▶ start ─▶ state, start again, delete
 *            ─▶ kill ─▶ (its end) ─▶ state ─▶ delete ─▶ state
 *
 * As soon as it is created its bundle says something else: another program, other
 * arguments, a hook. None of that is to be seen any more.
 */
import type { Bench } from '#checker/bench.ts'
import { folderOf } from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGHUP, SIGINT, SIGUSR1, SIGUSR2 } from '#checker/kernel.ts'
import {
  awaitProgram,
  type Created,
  createContainer,
  layToRest,
  rewriteConfig,
} from '#checker/lifecycle.ts'
import { signalName } from '#checker/outcome.ts'
import { sleepingProbe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { killProcess, type Remains, remainsOf } from '#checker/remains.ts'
import { type Ran, ran } from './commands.ts'
import { type Dweller, diaryOf, drawDweller, dwelling } from './dweller.ts'
import { drawHook, type Hook, hookEntries, hooksConfig } from './hook-probe.ts'
import { sliceIfAny } from './own-slice.ts'

const NAME = 'life'
/** SIGTERM is what is sent when nothing is said. */
const SIGNALS = [SIGHUP, SIGINT, SIGUSR1, SIGUSR2] as const
const SIGNAL_MS = 2_000

export interface LifeDrawn {
  readonly dweller: Dweller
  readonly annotations: Readonly<Record<string, string>>
  /** Where a tmpfs is to be mounted. */
  readonly mount: string
  /** Path inside of the program that `config.json` names later. */
  readonly other: string
  /** A hook that it names later, too. */
  readonly intruder: Hook
  readonly signal: number
}

export interface Life {
  readonly drawn: LifeDrawn
  readonly box: Created
  readonly create: Ran
  /** `null` if there was nobody after `create`. */
  readonly waiting: Waiting | null
  /** `null` if `start` did not bring the program to run. */
  readonly running: Running | null
  /** `null` if there was nobody to be ended. */
  readonly ended: Ended | null
}

/** After `create`, before `start`. */
export interface Waiting {
  readonly seen: Observation
  readonly mountinfo: string
  readonly diary: readonly string[]
  readonly state: Ran
  /** `create` with the same id. */
  readonly twin: Ran
  /** The first process after that. */
  readonly afterTwin: Observation | null
  readonly start: Ran
  /** The process with that number when `start` has ended. */
  readonly started: Observation | null
  readonly diaryThen: readonly string[]
}

/** While the program runs. */
export interface Running {
  readonly seen: Observation
  readonly diary: readonly string[]
  readonly state: Ran
  readonly startAgain: Ran
  readonly diaryAgain: readonly string[]
  readonly remove: Ran
  /** What was left of it after `delete`, which should have said no. */
  readonly afterRemove: Observation | null
  readonly kill: Ran
  /** Signals that it has not taken yet, of those it blocks. */
  readonly pending: readonly number[]
}

/** When its process was killed, from outside. */
export interface Ended {
  readonly state: Ran
  readonly remove: Ran
  readonly remains: Remains
  readonly unknown: Ran
}

export async function life(bench: Bench): Promise<Life> {
  const drawn = drawLife(bench)
  const box = await createLife(bench, drawn)
  const create = { command: `create … ${box.id}`, ending: box.ending }
  const waiting = box.seen && (await wait(bench, drawn, box, box.seen))
  const running = waiting && (await live(bench, drawn, box, waiting))
  const ended = box.seen && (await end(bench, box, box.seen.pid))
  await layToRest(bench, box)
  return { drawn, box, create, waiting, running, ended }
}

function drawLife(bench: Bench): LifeDrawn {
  const { seed } = bench
  const hex = (what: string) => seed.hex(`${NAME} ${what}`, 4)
  return {
    dweller: drawDweller(bench, NAME),
    annotations: { [`kit.${hex('annotation')}`]: hex('value') },
    mount: `/mnt-${hex('mount')}`,
    other: `/bin-${hex('other')}/other`,
    intruder: drawIntruder(bench),
    signal: seed.pick(`${NAME} signal`, SIGNALS),
  }
}

function drawIntruder(bench: Bench): Hook {
  const rootfs = `${folderOf(bench, NAME)}/bundle/rootfs`
  const plan = { kind: 'poststart', end: 'well', stands: false } as const
  return drawHook(bench, rootfs, plan, `${NAME} intruder`)
}

async function createLife(bench: Bench, drawn: LifeDrawn): Promise<Created> {
  const { arch } = bench.hello
  const other = sleepingProbe(arch, bench.seed.hex('other program', 8))
  const namespaces = ['mount', 'pid', 'uts', 'ipc']
  const spec = {
    annotations: drawn.annotations,
    hostname: `life-${drawn.dweller.mark}`,
    mounts: [{ destination: drawn.mount, type: 'tmpfs', source: 'tmpfs' }],
    linux: { namespaces: namespaces.map((type) => ({ type })) },
  }
  const entries = [
    programEntry(`bundle/rootfs${drawn.other}`, other.executable),
    ...hookEntries(bench, drawn.intruder),
  ]
  const request = {
    ...dwelling(bench, NAME, drawn.dweller, spec, entries),
    ...(await sliceIfAny(bench, NAME)),
  }
  return createContainer(bench, request, namespacedProfile(bench.program))
}

async function wait(
  bench: Bench,
  drawn: LifeDrawn,
  box: Created,
  seen: Observation,
): Promise<Waiting> {
  const { pid } = seen
  const paths = [`/proc/${pid}/mountinfo`]
  const [mountinfo] = await bench.call('read', { paths })
  const diary = await diaryOf(bench, box)
  const args = [drawn.other, 'other']
  const hooks = hooksConfig([drawn.intruder])
  await rewriteConfig(bench, box, {
    ...{ process: { args, env: ['OTHER=1'] }, hooks },
  })
  const state = await ran(bench, box, ['state'])
  const bundle = `${folderOf(bench, NAME)}/bundle`
  const twin = await ran(bench, box, ['create', '--bundle', bundle])
  const afterTwin = await bench.call('observe', { pid })
  const start = await ran(bench, box, ['start'])
  const started = await hasStarted(bench, drawn, box, pid, start)
  const diaryThen = await diaryOf(bench, box)
  return {
    ...{ seen, mountinfo: mountinfo ?? '', diary, state, twin, afterTwin },
    ...{ start, started, diaryThen },
  }
}

/** `start` may be over a moment before execve(2) is. */
async function hasStarted(
  bench: Bench,
  { dweller }: LifeDrawn,
  { rootfs }: Created,
  pid: number,
  { ending }: Ran,
): Promise<Observation | null> {
  const paths = [`${rootfs}${dweller.program}`]
  const [identity = null] = await bench.call('identify', { paths })
  if (ending.code !== 0) return bench.call('observe', { pid })
  return awaitProgram(bench, pid, identity)
}

async function live(
  bench: Bench,
  { dweller, signal }: LifeDrawn,
  box: Created,
  { started }: Waiting,
): Promise<Running | null> {
  if (started?.exe.sha256 !== dweller.probe.sha256) return null
  const { pid } = started
  const look = () => bench.call('observe', { pid })
  // All signals blocked: then its diary is written, too.
  await awaitBlocked(bench, pid)
  const diary = await diaryOf(bench, box)
  const state = await ran(bench, box, ['state'])
  const startAgain = await ran(bench, box, ['start'])
  const diaryAgain = await diaryOf(bench, box)
  const remove = await ran(bench, box, ['delete'])
  const afterRemove = await look()
  const kill = await ran(bench, box, ['kill'], [nameOf(bench, signal)])
  const pending = await bench.call('awaitSignals', {
    ...{ pid, field: 'ShdPnd' as const, signals: [signal] },
    timeoutMs: bench.patience(kill.ending.code === 0 ? SIGNAL_MS : 0),
  })
  return {
    ...{ seen: started, diary, state, startAgain, diaryAgain },
    ...{ remove, afterRemove, kill, pending },
  }
}

function awaitBlocked(bench: Bench, pid: number): Promise<number[]> {
  const timeoutMs = bench.patience(SIGNAL_MS)
  const signals = [...SIGNALS]
  return bench.call('awaitSignals', {
    ...{ pid, field: 'SigBlk', signals, timeoutMs },
  })
}

/** A signal has three names for whoever calls `kill`. */
function nameOf({ seed }: Bench, signal: number): string {
  const name = signalName(signal)
  const names = [name, name.slice('SIG'.length), `${signal}`] as const
  return seed.pick(`${NAME} name of signal`, names)
}

/** Its process is killed by the kit: the runtime has no part in that. */
async function end(bench: Bench, box: Created, pid: number): Promise<Ended> {
  await killProcess(bench, pid)
  const state = await ran(bench, box, ['state'])
  const remove = await ran(bench, box, ['delete'])
  const remains = await remainsOf(bench, box, [pid])
  const unknown = await ran(bench, box, ['state'])
  return { state, remove, remains, unknown }
}
