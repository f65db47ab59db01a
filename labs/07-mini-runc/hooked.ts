/**
 * The container of step 2: it has hooks of all kinds, of some kinds several. While
 * a hook stands still, so does the runtime, and both are looked at.
 *
 *     create ─ prestart ─ createRuntime ×2 ─ createContainer ─▶ (waits)
 *     start ── startContainer ─ program ─ poststart ─▶ (runs)
 *     its end
 *     delete ─ poststop ─ poststop, which fails ─ poststop ─▶ (nothing)
 */
import type { Ending, Started } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type ContainerRequest,
  folderOf,
  type Launched,
  launch,
  startJudged,
} from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  asCreation,
  awaitProgram,
  type Created,
  commandLine,
  created,
  endOfCommand,
  layToRest,
} from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { killProcess, type Remains, remainsOf } from '#checker/remains.ts'
import { type Attended, attendHooks } from './attend-hooks.ts'
import type { Ran } from './commands.ts'
import { type Dweller, diaryOf, drawDweller, dwelling } from './dweller.ts'
import {
  drawHook,
  type Hook,
  type HookPlan,
  hookEntries,
  hooksConfig,
} from './hook-probe.ts'
import type { ToldState } from './state-output.ts'

const NAME = 'hooked'
const stands = true

const PLANS: readonly HookPlan[] = [
  { kind: 'prestart', end: 'well', stands },
  { kind: 'createRuntime', end: 'well', stands },
  { kind: 'createRuntime', end: 'well', stands },
  { kind: 'createContainer', end: 'well', stands },
  { kind: 'startContainer', end: 'well', stands },
  { kind: 'poststart', end: 'well', stands },
  { kind: 'poststop', end: 'well', stands },
  { kind: 'poststop', end: 'badly', stands },
  { kind: 'poststop', end: 'well', stands },
]

/** A command that runs hooks, the hooks that it ran, and what was seen. */
export interface Stage {
  readonly run: Ran
  readonly attended: readonly Attended[]
}

export interface Hooked {
  readonly dweller: Dweller
  readonly annotations: Readonly<Record<string, string>>
  readonly hooks: readonly Hook[]
  readonly box: Created
  readonly host: Observation | null
  /** Identity of the rootfs. */
  readonly rootfs: string | null
  readonly create: Stage
  /** `null` if there was nobody to be started. */
  readonly start: Stage | null
  readonly remove: Stage | null
  /** When all is over. */
  readonly remains: Remains | null
  readonly diary: readonly string[]
}

export async function hooked(bench: Bench): Promise<Hooked> {
  const dweller = drawDweller(bench, NAME)
  const rootfsPath = `${folderOf(bench, NAME)}/bundle/rootfs`
  const hooks = PLANS.map((plan, at) =>
    drawHook(bench, rootfsPath, plan, `${NAME} ${at}`),
  )
  const hex = bench.seed.hex(`${NAME} annotation`, 4)
  const annotations = { [`kit.${hex}`]: hex }
  const request = requestOf(bench, dweller, hooks, annotations)
  const { box, create } = await createHooked(bench, request, hooks)
  const { seen } = box
  const due = without(hooks, create)
  const start = seen && (await startHooked(bench, box, seen, due, dweller))
  const last = without(due, start)
  const remove = seen && (await removeHooked(bench, box, seen, last))
  const remains = seen && (await remainsOf(bench, box, [seen.pid]))
  const diary = await diaryOf(bench, box)
  const [rootfs = null] = await bench.call('identify', { paths: [rootfsPath] })
  const host = await bench.call('observe', { pid: bench.hello.pid })
  await layToRest(bench, box)
  return {
    ...{ dweller, annotations, hooks, box, host, rootfs },
    ...{ create, start, remove, remains, diary },
  }
}

function requestOf(
  bench: Bench,
  dweller: Dweller,
  hooks: readonly Hook[],
  annotations: Hooked['annotations'],
): ContainerRequest {
  const namespaces = ['mount', 'pid', 'uts', 'ipc'].map((type) => ({ type }))
  const spec = { annotations, hooks: hooksConfig(hooks), linux: { namespaces } }
  const entries = hooks.flatMap((hook) => hookEntries(bench, hook))
  return dwelling(bench, NAME, dweller, spec, entries)
}

function createHooked(
  bench: Bench,
  request: ContainerRequest,
  hooks: readonly Hook[],
): Promise<{ readonly box: Created; readonly create: Stage }> {
  const profile = namespacedProfile(bench.program)
  const name = 'judged: create with hooks'
  const asked = asCreation(bench, request)
  return launch(bench, asked, profile, name, async (launched) => {
    const { job } = launched
    const look = firstProcess(bench)
    const attended = await attendHooks(bench, job, hooks, look)
    const box = await created(bench, launched, NAME)
    const command = `create … ${box.id}`
    return { box, create: { run: { command, ending: box.ending }, attended } }
  })
}

/** Hooks that were not run yet. */
const without = (hooks: readonly Hook[], stage: Stage | null) =>
  hooks.filter((hook) => !stage?.attended.some((one) => one.hook === hook))

/** The process that a state names by its number on the host. */
function firstProcess(bench: Bench, known?: number) {
  return async (state: ToldState | null) => {
    const pid = known ?? Number(state?.pid ?? 0)
    return pid > 1 ? bench.call('observe', { pid }) : null
  }
}

async function startHooked(
  bench: Bench,
  box: Created,
  { pid }: Observation,
  hooks: readonly Hook[],
  { program }: Dweller,
): Promise<Stage> {
  const paths = [`${box.rootfs}${program}`]
  const [identity = null] = await bench.call('identify', { paths })
  let isFirst = true
  const look = () => {
    const now = isFirst
      ? bench.call('observe', { pid })
      : awaitProgram(bench, pid, identity)
    isFirst = false
    return now
  }
  return stage(bench, box, ['start', box.id], hooks, look)
}

async function removeHooked(
  bench: Bench,
  box: Created,
  { pid }: Observation,
  hooks: readonly Hook[],
): Promise<Stage> {
  await killProcess(bench, pid)
  const look = firstProcess(bench, pid)
  return stage(bench, box, ['delete', box.id], hooks, look)
}

/** Run a command and attend to its hooks. */
function stage(
  bench: Bench,
  box: Launched,
  args: readonly string[],
  hooks: readonly Hook[],
  look: (state: ToldState | null) => Promise<Observation | null>,
): Promise<Stage> {
  return bench.starts.use(() =>
    bench.timings.measure(`judged: ${args[0]} with hooks`, async () => {
      const job = await begin(bench, box, args)
      const attended = await attendHooks(bench, job.job, hooks, look)
      const ending: Ending = await endOfCommand(bench, job.job)
      return { run: { command: args.join(' '), ending }, attended }
    }),
  )
}

function begin(
  bench: Bench,
  box: Launched,
  args: readonly string[],
): Promise<Started> {
  const argv = commandLine(bench, box, args)
  const own = `${box.folder}/elsewhere`
  return startJudged(bench, { own }, box.folder, argv)
}
