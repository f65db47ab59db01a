/**
 * Containers of which one hook fails: by its exit status, by a signal, by not
 * coming to an end within its `timeout`. After it comes another that is not to
 * be run any more.
 */
import type { Bench, Fixture } from '#checker/bench.ts'
import { folderOf, launch } from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  asCreation,
  type Created,
  created,
  endOfCommand,
  layToRest,
} from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { insidersOf, type Remains, remainsOf } from '#checker/remains.ts'
import type { Ran } from './commands.ts'
import { type Dweller, diaryOf, drawDweller, dwelling } from './dweller.ts'
import {
  drawHook,
  type Hook,
  type HookEnd,
  type HookKind,
  hookEntries,
  hooksConfig,
} from './hook-probe.ts'

const TIMEOUT_SECONDS = 1
const namespaces = [{ type: 'mount' }, { type: 'pid' }]

export interface Fallen {
  readonly dweller: Dweller
  readonly failing: Hook
  readonly late: Hook | null
  readonly run: Ran
  /** What the failing hook, a later one and the program wrote. */
  readonly diary: readonly string[]
  readonly remains: Remains
}

interface Fall {
  readonly name: string
  readonly kind: HookKind
  readonly end: HookEnd
  /** Kind of the hook that is not to be run any more. */
  readonly late?: HookKind
}

/** `create` with a hook that fails. */
const failingCreate =
  (fall: Fall): Fixture<Fallen> =>
  async (bench) => {
    const { dweller, hooks, request } = drawFall(bench, fall)
    const profile = namespacedProfile(bench.program)
    const asked = asCreation(bench, request)
    const name = 'judged: create with a failing hook'
    const box = await launch(bench, asked, profile, name, (launched) =>
      created(bench, launched, fall.name),
    )
    return judgeable(bench, box, { dweller, hooks, words: 'create' })
  }

export const fallenPrestart = failingCreate({
  name: 'fallen prestart',
  kind: 'prestart',
  end: 'badly',
  late: 'createRuntime',
})

export const fallenCreateContainer = failingCreate({
  name: 'fallen createContainer',
  kind: 'createContainer',
  end: 'by a signal',
})

export const fallenByTimeout = failingCreate({
  name: 'fallen createRuntime',
  kind: 'createRuntime',
  end: 'never',
  late: 'createContainer',
})

/** `run` with a hook that fails before the program. */
export const fallenStartContainer: Fixture<Fallen> = async (bench) => {
  const fall = {
    name: 'fallen startContainer',
    kind: 'startContainer',
    end: 'badly',
    late: 'startContainer',
  } as const
  const { dweller, hooks, request } = drawFall(bench, fall)
  const profile = namespacedProfile(bench.program)
  const asked = { ...asCreation(bench, request), command: 'run' as const }
  const name = 'judged: run with a failing hook'
  const box = await launch(bench, asked, profile, name, (launched) =>
    created(bench, launched, fall.name),
  )
  return judgeable(bench, box, { dweller, hooks, words: 'run' })
}

interface Drawn {
  readonly dweller: Dweller
  readonly hooks: readonly [Hook, ...Hook[]]
}

function drawFall(bench: Bench, { name, kind, end, late }: Fall) {
  const dweller = drawDweller(bench, name)
  const rootfs = `${folderOf(bench, name)}/bundle/rootfs`
  const timeout = end === 'never' ? { timeout: TIMEOUT_SECONDS } : {}
  const plan = { kind, end, stands: false, ...timeout }
  const failing = drawHook(bench, rootfs, plan, `${name} failing`)
  const then = late && {
    ...{ kind: late, end: 'well' as const, stands: false },
  }
  const lateHook = then && drawHook(bench, rootfs, then, `${name} late`)
  const hooks: Drawn['hooks'] = [failing, ...(lateHook ? [lateHook] : [])]
  const spec = { hooks: hooksConfig(hooks), linux: { namespaces } }
  const entries = hooks.flatMap((hook) => hookEntries(bench, hook))
  const request = dwelling(bench, name, dweller, spec, entries)
  return { dweller, hooks, request }
}

async function judgeable(
  bench: Bench,
  box: Created,
  { dweller, hooks, words }: Drawn & { readonly words: string },
): Promise<Fallen> {
  const [failing, late = null] = hooks
  const run = { command: `${words} … ${box.id}`, ending: box.ending }
  const diary = await diaryOf(bench, box)
  const hookers = await executing(bench, box.job, [failing])
  const remains = await remainsOf(bench, box, hookers)
  await layToRest(bench, box)
  return { dweller, failing, late, run, diary, remains }
}

/** Processes of hooks that are there still. */
async function executing(
  bench: Bench,
  job: number,
  hooks: readonly Hook[],
): Promise<number[]> {
  const paths = hooks.map(({ program }) => program)
  const files = (await bench.call('identify', { paths })).flatMap(
    (it) => it ?? [],
  )
  const found = await bench.call('find', { job, files, timeoutMs: 0 })
  return found.pid === null ? [] : [found.pid]
}

/** How a container goes on whose poststart hook has failed. */
export interface Poststart {
  readonly hook: Hook
  readonly dweller: Dweller
  readonly run: Ran
  readonly diary: readonly string[]
  /** The program, when the command was over. */
  readonly seen: Observation | null
  readonly remains: Remains
}

/**
 * `run --detach` with a poststart hook that fails. The specification said until
 * 1.2.0 that the container goes on, and says since 1.2.1 that it is stopped.
 */
export async function fallenPoststart(bench: Bench): Promise<Poststart> {
  const name = 'fallen poststart'
  const { dweller, hooks, request } = drawFall(bench, {
    ...{ name, kind: 'poststart', end: 'badly' },
  })
  const asked = asCreation(bench, request)
  const detached = {
    ...{ ...asked, command: 'run' as const },
    options: ['--detach', ...(asked.options ?? [])],
  }
  const profile = namespacedProfile(bench.program)
  const title = 'judged: run with a failing hook'
  const found = await launch(bench, detached, profile, title, async (box) => {
    const ending = await endOfCommand(bench, box.job)
    return { box, ending }
  })
  const { box, ending } = found
  const [pid] = await insidersOf(bench, box)
  const seen = pid === undefined ? null : await bench.call('observe', { pid })
  const diary = await diaryOf(bench, box)
  const remains = await remainsOf(bench, box)
  const run = { command: `run --detach … ${box.id}`, ending }
  await layToRest(bench, box)
  return { hook: hooks[0], dweller, run, diary, seen, remains }
}
