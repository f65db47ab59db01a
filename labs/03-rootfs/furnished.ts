/** The container of step 2: everything that `mounts[]` can ask for. */
import type { FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { isLabProgram } from '#checker/profile.ts'
import { type CallResult, visit } from '#checker/visitor.ts'
import { type Box, type Inside, openBox } from './box.ts'
import { withDock } from './dock.ts'
import {
  entriesOf,
  type Furnishing,
  furnish,
  NAME,
  type Role,
} from './furnishing.ts'
import { creating, overfilling } from './inspect.ts'

export interface Furnished {
  readonly furnishing: Furnishing
  readonly box: Box<Looks>
}

/** What was found inside, and on the host at that time. */
export interface Looks {
  readonly identities: Readonly<Record<Thing, string | null>>
  /** The root of the tmpfs with a size and a mode. */
  readonly attic: FileFacts | null
  /** Names in the folder of the host that links lead to. */
  readonly outside: readonly string[]
  readonly proc: {
    /** Processes that its `/proc` lists. */
    readonly pids: readonly string[]
    /** Arguments of the process that has the number of ours there. */
    readonly argv: string | null
  }
  readonly visitor: Visit | null
}

export type Thing =
  | 'dock'
  | 'pier'
  | 'note'
  | 'bind'
  | 'bind pier'
  | 'rbind'
  | 'rbind pier'
  | 'file'
  | 'relative'
  | 'gift'
  | 'store'
  | 'within'

interface Visit {
  readonly intoReadOnly: CallResult
  readonly intoAttic: CallResult
}

export async function furnished(bench: Bench): Promise<Furnished> {
  const furnishing = furnish(bench)
  const box = await withDock(bench, furnishing, () =>
    openBox(
      bench,
      {
        name: NAME,
        entries: entriesOf(furnishing),
        spec: {
          mounts: Object.values(furnishing.mounts),
          linux: {
            namespaces: namespacesOf('mount', 'pid', 'ipc'),
            ...receivingFromHost(bench),
          },
        },
      },
      (inside) => look(bench, furnishing, inside),
    ),
  )
  return { furnishing, box }
}

export const namespacesOf = (...types: readonly string[]) =>
  types.map((type) => ({ type }))

/**
 * Some runtimes cut every tie to the host's mounts unless the whole root is to
 * keep it. The specification leaves that open, and dockerd asks for it, too.
 */
function receivingFromHost({ program }: Bench): object {
  return isLabProgram(program) ? {} : { rootfsPropagation: 'slave' }
}

async function look(
  bench: Bench,
  furnishing: Furnishing,
  inside: Inside,
): Promise<Looks> {
  const { seen, at } = inside
  const { mounts, outside } = furnishing
  const [attic = null] = await bench.call('stat', {
    paths: [at(mounts.attic.destination)],
  })
  const [names = null, pids = null] = await bench.call('list', {
    paths: [outside, at('/proc')],
  })
  const number = seen.status.NSpid?.split(/\s+/).at(-1) ?? '0'
  const [argv = null] = await bench.call('read', {
    paths: [at(`/proc/${number}/cmdline`)],
  })
  return {
    identities: await identify(bench, furnishing, inside),
    attic,
    outside: names ?? [],
    proc: { pids: (pids ?? []).filter((name) => /^\d+$/.test(name)), argv },
    visitor: await sendVisitor(bench, furnishing, inside),
  }
}

async function identify(
  bench: Bench,
  { dock, pier, gift, note, folder, mounts }: Furnishing,
  { at }: Inside,
): Promise<Looks['identities']> {
  const of = (role: Role) => at(mounts[role].destination)
  const name = pier.slice(dock.length)
  const paths: Record<Thing, string> = {
    dock,
    // By its own path it could be covered; the boat is in it.
    pier: `${pier}/boat`,
    note: note.path,
    bind: of('bind'),
    'bind pier': `${of('bind')}${name}/boat`,
    rbind: of('rbind'),
    'rbind pier': `${of('rbind')}${name}/boat`,
    file: of('file'),
    relative: of('relative'),
    gift: `${folder}/bundle/${gift}`,
    store: `${folder}/store`,
    within: of('within'),
  }
  const found = await bench.call('identify', { paths: Object.values(paths) })
  const things = Object.keys(paths) as Thing[]
  return Object.fromEntries(
    things.map((thing, index) => [thing, found[index] ?? null]),
  ) as Looks['identities']
}

function sendVisitor(
  bench: Bench,
  { mounts, attic, novel }: Furnishing,
  { seen }: Inside,
): Promise<Visit | null> {
  const path = (role: Role) => `${mounts[role].destination}/${novel}`
  return visit(bench, {
    pid: seen.pid,
    namespaces: ['mnt'],
    record: (visitor) => ({
      intoReadOnly: creating(visitor, path('read-only')),
      intoAttic: overfilling(visitor, path('attic'), attic.sizeKib * 1024),
    }),
  })
}
