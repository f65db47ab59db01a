/**
 * The container of step 8, which is made again and again under one id, by a runtime
 * that is killed on the way. Hooks that stand still are moments to be hit exactly;
 * others are drawn. After each, `delete --force` has to clear up.
 *
 *     create ✗ (during createRuntime)      ─▶ delete --force ─▶ nothing
 *     create ✗ (earlier than that)         ─▶ delete --force ─▶ nothing
 *     create ✗ (later)                     ─▶ delete --force ─▶ nothing
 *     create, start ✗ (during startContainer),
 *       delete --force ✗ (during poststop) ─▶ delete --force ─▶ nothing
 *     run --detach                         ─▶ delete --force ─▶ nothing
 */
import { setTimeout } from 'node:timers/promises'
import type { Started } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  folderOf,
  type Launched,
  launch,
  startJudged,
} from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL } from '#checker/kernel.ts'
import {
  asCreation,
  awaitProgram,
  commandLine,
  endOfCommand,
  layToRest,
  pidFileOf,
  rewriteConfig,
} from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import {
  hasEnded,
  insidersOf,
  type Remains,
  remainsOf,
} from '#checker/remains.ts'
import { attendHooks } from './attend-hooks.ts'
import type { Ran } from './commands.ts'
import { type Dweller, drawDweller, dwelling } from './dweller.ts'
import {
  drawHook,
  type Hook,
  hookConfig,
  hookEntries,
  hooksConfig,
} from './hook-probe.ts'
import { sliceIfAny } from './own-slice.ts'

const NAME = 'wrecks'

/** A runtime that was killed, and what was left after `delete --force`. */
export interface Wreck {
  /** `create, during createRuntime` */
  readonly moment: string
  /** Whether the moment came: a hook was there, and the runtime. */
  readonly wasHit: boolean
  readonly remove: Ran
  readonly remains: Remains
}

export interface Wrecks {
  readonly dweller: Dweller
  readonly wrecks: readonly Wreck[]
  /** The container that is whole, in the end. */
  readonly run: Ran
  readonly seen: Observation | null
  readonly remove: Ran
  readonly remains: Remains
}

/** What all rounds have in common. */
interface Yard {
  readonly bench: Bench
  readonly box: Launched
  readonly dweller: Dweller
  readonly jobs: number[]
}

interface Hooks {
  readonly createRuntime: Hook
  readonly startContainer: Hook
  readonly poststop: Hook
}

export async function wrecks(bench: Bench): Promise<Wrecks> {
  const dweller = drawDweller(bench, NAME)
  const hooks = drawHooks(bench)
  const first = await firstWreck(bench, dweller, hooks)
  const yard: Yard = { bench, box: first.box, dweller, jobs: [] }
  const cleared = await clear(yard, 'create, during createRuntime', first)
  // Whoever hangs once does so every time.
  const rest = cleared.remove.ending.timedOut
    ? { wrecks: [], ...nothingWhole(cleared) }
    : await goOn(yard, hooks, first.tookMs)
  await layToRest(bench, first.box)
  for (const job of yard.jobs) await bench.call('kill', { job })
  return { dweller, ...rest, wrecks: [cleared, ...rest.wrecks] }
}

const nothingWhole = ({ remove, remains }: Wreck) => ({
  ...{ run: remove, seen: null, remove, remains },
})

/** The other rounds, with what config.json says in each. */
async function goOn(
  yard: Yard,
  hooks: Hooks,
  tookMs: number,
): Promise<Omit<Wrecks, 'dweller'>> {
  const { bench, box } = yard
  await rewriteConfig(bench, box, { hooks: { createRuntime: [] } })
  const early = await wreckAt(yard, tookMs, [20, 95])
  const late = await wreckAt(yard, tookMs, [100, 160])
  await rewriteConfig(bench, box, {
    hooks: {
      startContainer: [hookConfig(hooks.startContainer)],
      poststop: [hookConfig(hooks.poststop)],
    },
  })
  const afterwards = await wreckLater(yard, hooks)
  const none = { startContainer: [], poststop: [] }
  await rewriteConfig(bench, box, { hooks: none })
  const whole = await runWhole(yard)
  return { wrecks: [early, late, ...afterwards], ...whole }
}

function drawHooks(bench: Bench): Hooks {
  const rootfs = `${folderOf(bench, NAME)}/bundle/rootfs`
  const draw = (kind: keyof Hooks) => {
    const plan = { kind, end: 'well', stands: true } as const
    return drawHook(bench, rootfs, plan, `${NAME} ${kind}`)
  }
  return {
    createRuntime: draw('createRuntime'),
    startContainer: draw('startContainer'),
    poststop: draw('poststop'),
  }
}

interface Hit {
  readonly wasHit: boolean
  /** First process of the container, if its number is known. */
  readonly known: readonly number[]
}

/** The bundle is written with it, and it tells how long a `create` takes. */
async function firstWreck(
  bench: Bench,
  dweller: Dweller,
  hooks: Hooks,
): Promise<Hit & { readonly box: Launched; readonly tookMs: number }> {
  const namespaces = [{ type: 'mount' }, { type: 'pid' }, { type: 'uts' }]
  const entries = Object.values(hooks).flatMap((hook) =>
    hookEntries(bench, hook),
  )
  const spec = {
    hooks: hooksConfig([hooks.createRuntime]),
    mounts: [{ destination: '/tmp', type: 'tmpfs', source: 'tmpfs' }],
    linux: { namespaces },
  }
  const request = {
    ...dwelling(bench, NAME, dweller, spec, entries),
    ...(await sliceIfAny(bench, NAME)),
  }
  const profile = namespacedProfile(bench.program)
  const asked = asCreation(bench, request)
  return launch(bench, asked, profile, 'judged: killed', async (box) => {
    const began = performance.now()
    const hit = await killDuring(bench, box, hooks.createRuntime)
    return { box, tookMs: performance.now() - began, ...hit }
  })
}

/** Kill a command while one of its hooks stands still. */
async function killDuring(
  bench: Bench,
  { job, pid }: Pick<Started, 'job' | 'pid'>,
  hook: Hook,
): Promise<Hit> {
  let known: number[] = []
  const attended = await attendHooks(bench, job, [hook], async (state) => {
    const first = Number(state?.pid ?? 0)
    known = first > 1 ? [first] : []
    await kill(bench, pid)
    return null
  })
  // Who runs no hooks is killed all the same.
  await kill(bench, pid)
  return { wasHit: attended.length > 0, known }
}

async function kill(bench: Bench, pid: number): Promise<boolean> {
  const wasThere = await bench.call('signal', { pid, signal: SIGKILL })
  await hasEnded(bench, pid)
  return wasThere
}

/** `delete --force`, and what there is then. */
async function clear(
  yard: Yard,
  moment: string,
  { wasHit, known }: Hit,
): Promise<Wreck> {
  const remove = await command(yard, ['delete', '--force', yard.box.id])
  const remains = await remainsOf(yard.bench, yard.box, known)
  return { moment, wasHit, remove, remains }
}

function begin(yard: Yard, args: readonly string[]): Promise<Started> {
  const { bench, box, jobs } = yard
  const argv = commandLine(bench, box, args)
  return startJudged(bench, {}, box.folder, argv).then((started) => {
    jobs.push(started.job)
    return started
  })
}

function command(yard: Yard, args: readonly string[]): Promise<Ran> {
  const { bench } = yard
  return bench.starts.use(() =>
    bench.timings.measure(`judged: ${args[0]}`, async () => {
      const { job } = await begin(yard, args)
      const ending = await endOfCommand(bench, job)
      return { command: args.join(' '), ending }
    }),
  )
}

function creation({ bench, box }: Yard): string[] {
  const bundle = `${box.folder}/bundle`
  const options = ['--bundle', bundle, '--pid-file', pidFileOf(bench, NAME)]
  return ['create', ...options, box.id]
}

/** Kill `create` after a part of the time that the first one took, in percent. */
async function wreckAt(
  yard: Yard,
  tookMs: number,
  [least, most]: readonly [number, number],
): Promise<Wreck> {
  const { bench } = yard
  const percent = bench.seed.int(`${NAME} after ${least}`, least, most)
  const ms = Math.round((tookMs * percent) / 100)
  const wasHit = await bench.starts.use(() =>
    bench.timings.measure('judged: killed', async () => {
      const { pid } = await begin(yard, creation(yard))
      await setTimeout(ms)
      return kill(bench, pid)
    }),
  )
  const known = await insidersOf(bench, yard.box)
  const moment = `create, after ${percent} % of the time until createRuntime`
  return clear(yard, moment, { wasHit, known })
}

/** Kill `start`, and then the `delete` that was to clear up. */
async function wreckLater(yard: Yard, hooks: Hooks): Promise<Wreck[]> {
  const { bench, box } = yard
  await command(yard, creation(yard))
  const known = await insidersOf(bench, box)
  const start = await strike(yard, ['start', box.id], hooks.startContainer)
  const force = ['delete', '--force', box.id]
  const { poststop } = hooks
  const remove = await strike(yard, force, poststop)
  const again = await bench.starts.use(async () => {
    const { job } = await begin(yard, force)
    // It is for the runtime to know whether poststop was run to its end.
    await attendHooks(bench, job, [poststop], async () => null)
    const ending = await endOfCommand(bench, job)
    return { command: force.join(' '), ending }
  })
  const remains = await remainsOf(bench, box, known)
  const end = { remove: again, remains }
  return [
    { moment: 'start, during startContainer', ...start, ...end },
    { moment: 'delete --force, during poststop', ...remove, ...end },
  ]
}

function strike(
  yard: Yard,
  args: readonly string[],
  hook: Hook,
): Promise<Pick<Hit, 'wasHit'>> {
  const { bench } = yard
  return bench.starts.use(() =>
    bench.timings.measure('judged: killed', async () => {
      const started = await begin(yard, args)
      const { wasHit } = await killDuring(bench, started, hook)
      return { wasHit }
    }),
  )
}

/** Nobody is killed this time but the container, by `delete --force`. */
async function runWhole(yard: Yard) {
  const { bench, box, dweller } = yard
  const bundle = `${box.folder}/bundle`
  const args = ['run', '--detach', '--bundle', bundle, box.id]
  const run = await command(yard, args)
  const [pid] = await insidersOf(bench, box)
  const paths = [`${box.rootfs}${dweller.program}`]
  const [identity = null] = await bench.call('identify', { paths })
  const seen =
    pid === undefined ? null : await awaitProgram(bench, pid, identity)
  const remove = await command(yard, ['delete', '--force', box.id])
  const known = pid === undefined ? [] : [pid]
  const remains = await remainsOf(bench, box, known)
  return { run, seen, remove, remains }
}
