/** A container in a user namespace, whose program is not its root. */
import type { Bench } from '#checker/bench.ts'
import { type Cell, openCell } from './cell.ts'

const NAME = 'mapped'
const SIZE = 65_536

export interface MappedIds {
  readonly uid: number
  readonly gid: number
  readonly group: number
  /** The same as the host counts. */
  readonly hostUid: number
  readonly hostGid: number
  readonly hostGroup: number
}

export interface Mapped {
  readonly ids: MappedIds
  readonly cell: Cell<Record<string, never>, { readonly uidMap: string }>
}

export async function mapped(bench: Bench): Promise<Mapped> {
  const int = (what: string, lowest: number, highest: number) =>
    bench.seed.int(`${NAME} ${what}`, lowest, highest)
  const [users, groups] = [int('users', 2, 9), int('groups', 11, 19)].map(
    (times) => times * SIZE,
  ) as [number, number]
  const id = (what: string) => int(what, 1_000, 60_000)
  const [uid, gid, group] = [id('uid'), id('gid'), id('group')]
  const ids = {
    ...{ uid, gid, group },
    hostUid: users + uid,
    hostGid: groups + gid,
    hostGroup: groups + group,
  }
  const map = (hostID: number) => [{ containerID: 0, hostID, size: SIZE }]
  const cell = await openCell(
    bench,
    {
      name: NAME,
      spec: {
        process: { user: { uid, gid, additionalGids: [group] } },
        linux: {
          namespaces: [{ type: 'user' }],
          uidMappings: map(users),
          gidMappings: map(groups),
        },
      },
      record: () => ({}),
    },
    async ({ seen }) => {
      const paths = [`/proc/${seen.pid}/uid_map`]
      const [uidMap] = await bench.call('read', { paths })
      return { uidMap: uidMap?.trim() ?? '' }
    },
  )
  return { ids, cell }
}
