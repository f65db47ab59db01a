/**
 * Two that want the same id at the same time. Who got it is killed before it was
 * started, by `kill`, and removed.
 *
 *     create ─ has begun ─ ⏸                      ▶ ─ ends
 *                            create (the same id) ─ ends, or waits for the first
 */
import { setTimeout } from 'node:timers/promises'
import type { Bench } from '#checker/bench.ts'
import {
  folderOf,
  type Launched,
  launch,
  startJudged,
} from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGCONT, SIGSTOP } from '#checker/kernel.ts'
import {
  asCreation,
  type Created,
  commandLine,
  created,
  endOfCommand,
  layToRest,
} from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import {
  hasEnded,
  insidersOf,
  type Remains,
  remainsOf,
} from '#checker/remains.ts'
import { type Ran, ran } from './commands.ts'
import { drawDweller, dwelling } from './dweller.ts'

const NAME = 'rivals'
/** Something of the id is to be seen after that. */
const STATE_MS = 2_000
/** A create that nobody holds up has ended after that. */
const AHEAD_MS = 800
const PAUSE_MS = 10

export interface Rivals {
  readonly box: Created
  readonly creates: readonly [Ran, Ran]
  /** Who has the root of the container when both have ended. */
  readonly inside: readonly number[]
  readonly seen: Observation | null
  /** Of the one that is there; `null` if there is none. */
  readonly last: Last | null
}

export interface Last {
  readonly kill: Ran
  readonly hasEnded: boolean
  readonly remove: Ran
  readonly remains: Remains
}

export async function rivals(bench: Bench): Promise<Rivals> {
  const dweller = drawDweller(bench, NAME)
  const spec = { linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] } }
  const request = dwelling(bench, NAME, dweller, spec)
  const profile = namespacedProfile(bench.program)
  const asked = asCreation(bench, request)
  const both = 'judged: create twice'
  const found = await launch(bench, asked, profile, both, (first) =>
    overtake(bench, first),
  )
  const { box, ending, job } = found
  const command = `create … ${box.id}`
  const inside = await insidersOf(bench, box)
  const { seen } = box
  const last = seen && (await endLast(bench, box, seen.pid))
  await layToRest(bench, box)
  await bench.call('kill', { job })
  const creates = [
    { command, ending: box.ending },
    { command, ending },
  ] as const
  return { box, creates, inside, seen, last }
}

/**
 * The first one is stopped as soon as there is anything of its id; the second one
 * has the time to do all that it wants, or to wait for a lock that the first one has.
 */
async function overtake(bench: Bench, first: Launched) {
  await awaitState(bench, first)
  await bench.call('signal', { pid: first.pid, signal: SIGSTOP })
  const bundle = `${folderOf(bench, NAME)}/bundle`
  const args = ['create', '--bundle', bundle, first.id]
  const argv = commandLine(bench, first, args)
  const second = await startJudged(bench, {}, first.folder, argv)
  await awaitEndOf(bench, second.pid, AHEAD_MS)
  await bench.call('signal', { pid: first.pid, signal: SIGCONT })
  const ending = await endOfCommand(bench, second.job)
  const box = await created(bench, first, NAME)
  return { box, ending, job: second.job }
}

/** Wait until there is something in the folder of states with its id as the name. */
async function awaitState(
  bench: Bench,
  { folder, id, pid }: Launched,
): Promise<void> {
  const end = performance.now() + bench.patience(STATE_MS)
  while (performance.now() < end) {
    const [names] = await bench.call('list', { paths: [`${folder}/states`] })
    if (names?.includes(id) || (await isOver(bench, pid))) return
  }
}

async function awaitEndOf(
  bench: Bench,
  pid: number,
  ms: number,
): Promise<void> {
  const end = performance.now() + bench.patience(ms)
  while (performance.now() < end && !(await isOver(bench, pid)))
    await setTimeout(PAUSE_MS)
}

async function isOver(bench: Bench, pid: number): Promise<boolean> {
  const fate = await bench.call('awaitEnd', { pid, timeoutMs: 0 })
  return fate !== 'alive'
}

async function endLast(bench: Bench, box: Created, pid: number): Promise<Last> {
  const kill = await ran(bench, box, ['kill'], ['KILL'])
  const ended = kill.ending.code === 0 && (await hasEnded(bench, pid))
  const remove = await ran(bench, box, ['delete'])
  const remains = await remainsOf(bench, box, [pid])
  return { kill, hasEnded: ended, remove, remains }
}
