/**
 * The container of step 10. It shares the PID namespace of the host, so that its
 * children outlive it; each has a session of its own, and one was moved into a
 * cgroup below. Then the first process exits.
 *
 *     <leaf>/                  first process, strays
 *     <leaf>/<below>/<below>   one stray
 */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { runtimeCommand } from '#checker/command.ts'
import { endOf } from '#checker/container.ts'
import { AT_FDCWD, SIGKILL } from '#checker/kernel.ts'
import { makeSlice } from '#checker/slice.ts'
import { visit } from '#checker/visitor.ts'
import { type Alive, type Limited, withLimited } from './limited.ts'
import { membersOf } from './members.ts'
import { deserter } from './probes.ts'

const STRAYS = 3
const END_MS = 3_000
const MODE = 0o755

/** What was there when it should all have been over. */
export interface Remains {
  /** Strays that live. */
  readonly strays: readonly number[]
  /** Cgroups: of the container, and below. */
  readonly cgroups: readonly string[]
}

export interface Deserted {
  readonly status: number
  readonly limited: Limited<{
    /** How many strays there were. */
    readonly count: number
    readonly ending: Ending
    readonly remains: Remains
  }>
}

export async function deserted(bench: Bench): Promise<Deserted> {
  const slice = await makeSlice(bench, 'deserted')
  const status = bench.seed.int('deserted status', 3, 99)
  const limited = await withLimited(
    bench,
    {
      name: 'deserted',
      slice,
      sharesPids: true,
      resources: {},
      probe: (options) => deserter({ ...options, status }, STRAYS),
    },
    async (alive) => {
      const { strays, cgroups } = await desert(bench, alive)
      await alive.leave()
      await gone(bench, alive.seen.pid)
      const ending = await endOf(bench, alive.container)
      const remains = await remainsOf(bench, strays, cgroups)
      return { count: strays.length, ending, remains }
    },
  )
  return { status, limited }
}

export interface Orphaned {
  readonly limited: Limited<{
    readonly count: number
    readonly remove: Ending
    readonly remains: Remains
  }>
}

/** The same, but it is the runtime that goes first, and cannot clean up. */
export async function orphaned(bench: Bench): Promise<Orphaned> {
  const slice = await makeSlice(bench, 'orphaned')
  const limited = await withLimited(
    bench,
    {
      name: 'orphaned',
      slice,
      sharesPids: true,
      resources: {},
      probe: (options) => deserter(options, STRAYS),
    },
    async (alive) => {
      const { container, seen } = alive
      const { strays, cgroups } = await desert(bench, alive)
      const { pid } = container
      await bench.call('signal', { pid, signal: SIGKILL })
      await gone(bench, pid)
      const args = ['delete', '--force', container.id]
      const remove = await runtimeCommand(bench, container, args)
      const all = [seen.pid, ...strays]
      const remains = await remainsOf(bench, all, cgroups)
      return { count: strays.length, remove, remains }
    },
  )
  return { limited }
}

/** Let it make its strays, and put one of them two cgroups further down. */
async function desert(bench: Bench, { work, cgroup, seen }: Alive) {
  await work()
  const members = await membersOf(bench, cgroup)
  const strays = members.filter((pid) => pid !== seen.pid)
  const name = bench.seed.hex(`below ${cgroup}`, 3)
  const below = `${cgroup}/below-${name}`
  const deepest = `${below}/deep`
  await visit(bench, {
    record: ({ program }) => {
      program.mkdirat(AT_FDCWD, below, MODE, { ignore: true })
      program.mkdirat(AT_FDCWD, deepest, MODE, { ignore: true })
      return {}
    },
  })
  const [last] = strays
  const path = `${deepest}/cgroup.procs`
  if (last !== undefined) await bench.call('put', { path, text: `${last}` })
  return { strays, cgroups: [cgroup, below, deepest] }
}

const gone = (bench: Bench, pid: number) =>
  bench.call('awaitEnd', { pid, timeoutMs: bench.patience(END_MS) })

async function remainsOf(
  bench: Bench,
  strays: readonly number[],
  cgroups: readonly string[],
): Promise<Remains> {
  const ends = await Promise.all(
    strays.map((pid) => bench.call('awaitEnd', { pid, timeoutMs: 0 })),
  )
  const lists = await bench.call('list', { paths: cgroups })
  return {
    // Who is dead and not yet reaped is nobody's fault but its parent's.
    strays: strays.filter((_, at) => ends[at] === 'alive'),
    cgroups: cgroups.filter((_, at) => lists[at] !== null),
  }
}
