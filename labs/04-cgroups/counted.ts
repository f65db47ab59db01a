/**
 * The container of step 9. The kit itself freezes it, so that what is counted
 * stands still while "events" tells it; then its limits are changed.
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { runtimeCommand } from '#checker/command.ts'
import { makeSlice } from '#checker/slice.ts'
import { type Alive, type Files, type Limited, withLimited } from './limited.ts'
import { burner } from './probes.ts'

const NAME = 'counted'
const MIB = 1024 * 1024
const PERIOD = 50_000
const BURNERS = 2
/** Long enough for some periods, and to be throttled in them. */
const BUSY_MS = 600
const FREEZE_MS = 8_000
/** Small: what burns here leaves the processors to runtimes that start. */
const WEIGHT = '25'
/** What the program cannot do with: less than its page tables. */
const TOO_LITTLE = 16 * 1024

const UPDATE = 'update.json'
const REFUSED = 'refused.json'

/** Limits as their files hold them: file → value. */
export type Limits = Readonly<Record<(typeof LIMITS)[number], string>>
const LIMITS = ['cpu.max', 'memory.max', 'pids.max'] as const
const COUNTERS = ['cpu.stat', 'memory.current', 'pids.current'] as const

export interface Counted {
  readonly asked: Limits
  /** What `update` is asked for. */
  readonly wanted: Limits
  readonly limited: Limited<{
    readonly events: Ending
    /** The files before "events", and after it. */
    readonly files: readonly [before: Files, after: Files]
    readonly update: Ending
    readonly updated: Files
    /** Asked for a limit below what is in use, and for another one that is fine. */
    readonly refused: Ending
    readonly afterRefusal: Files
  }>
}

export async function counted(bench: Bench): Promise<Counted> {
  const slice = await makeSlice(bench, NAME, { 'cpu.weight': WEIGHT })
  const first = draw(bench, 'first', 20)
  const second = draw(bench, 'second', 60)
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      resources: resourcesOf(first),
      entries: [
        limitsEntry(UPDATE, resourcesOf(second)),
        limitsEntry(REFUSED, tooLittle(second)),
      ],
      probe: (options) => burner(options, BURNERS),
    },
    async (alive) => ({
      ...(await countedStill(bench, alive)),
      ...(await updatedTo(bench, alive)),
    }),
  )
  return { asked: filesOf(first), wanted: filesOf(second), limited }
}

interface Drawn {
  readonly quota: number
  readonly memory: number
  readonly pids: number
}

/** @param least Of each: two draws that are apart. */
function draw({ seed }: Bench, name: string, least: number): Drawn {
  const number = (what: string) =>
    seed.int(`${NAME} ${name} ${what}`, least, least + 30)
  return {
    quota: (PERIOD * number('percent')) / 100,
    memory: number('memory') * MIB,
    pids: number('pids'),
  }
}

function resourcesOf({ quota, memory, pids }: Drawn) {
  return {
    cpu: { quota, period: PERIOD },
    memory: { limit: memory },
    pids: { limit: pids },
  }
}

function filesOf({ quota, memory, pids }: Drawn): Limits {
  return {
    'cpu.max': `${quota} ${PERIOD}`,
    'memory.max': `${memory}`,
    'pids.max': `${pids}`,
  }
}

async function countedStill(bench: Bench, alive: Alive) {
  const { container, cgroup, read } = alive
  await alive.work()
  const paths = [`${cgroup}/cpu.stat`]
  const busy = { paths, times: 2, everyMs: BUSY_MS, timeoutMs: BUSY_MS }
  await bench.call('sample', busy)
  await setFrozen(bench, cgroup, true)
  const before = await read(...COUNTERS, ...LIMITS)
  const args = ['events', '--stats', container.id]
  const events = await runtimeCommand(bench, container, args)
  const after = await read(...COUNTERS, ...LIMITS)
  await setFrozen(bench, cgroup, false)
  return { events, files: [before, after] as const }
}

async function setFrozen(bench: Bench, cgroup: string, isFrozen: boolean) {
  const path = `${cgroup}/cgroup.freeze`
  const state = Number(isFrozen)
  await bench.call('put', { path, text: `${state}` })
  await bench.call('awaitText', {
    path: `${cgroup}/cgroup.events`,
    text: `frozen ${state}`,
    timeoutMs: FREEZE_MS,
  })
}

/** What an update asks for, in a file beside the bundle. */
function limitsEntry(path: string, resources: object): Entry {
  return { kind: 'text', path, text: JSON.stringify(resources) }
}

/** What cannot be, and something that could. */
const tooLittle = ({ pids }: Drawn) => ({
  memory: { limit: TOO_LITTLE, checkBeforeUpdate: true },
  pids: { limit: pids + 1 },
})

async function updatedTo(bench: Bench, { container, read }: Alive) {
  const { id, folder } = container
  const command = (name: string) => {
    const args = ['update', '--resources', `${folder}/${name}`, id]
    return runtimeCommand(bench, container, args)
  }
  const update = await command(UPDATE)
  const updated = await read(...LIMITS)
  const refused = await command(REFUSED)
  const afterRefusal = await read(...LIMITS)
  return { update, updated, refused, afterRefusal }
}
