/** A container that a user without any right starts, as itself. */
import type { Bench, Fixture } from '#checker/bench.ts'
import { folderOf } from '#checker/container.ts'
import type { NamespaceType } from '#checker/evidence/namespaces.ts'
import { namespacesPatch } from './namespaces.ts'
import { mapping } from './settler.ts'
import { rent, type Tenant } from './tenant.ts'

/** In the VM that is `student`; elsewhere nobody at all. */
export const UNPRIVILEGED = 1_000

const NAME = 'rootless'
const TYPES: readonly NamespaceType[] = [
  'user',
  'uts',
  'ipc',
  'pid',
  'mount',
  'network',
]

export interface Rootless extends Tenant {
  readonly maps: {
    readonly uid: string
    readonly gid: string
    readonly setgroups: string
  }
}

const OWN_ID = [{ inside: 0, outside: UNPRIVILEGED, count: 1 }]

export const rootless: Fixture<Rootless> = async (bench) => {
  const folder = folderOf(bench, NAME)
  const home = `${folder}/home`
  const ids = {
    uidMappings: OWN_ID.map(mapping),
    gidMappings: OWN_ID.map(mapping),
  }
  const { linux } = namespacesPatch(TYPES) as { linux: object }
  const { seen, ...tenant } = await rent(
    bench,
    NAME,
    {
      user: UNPRIVILEGED,
      hostEnv: { HOME: home, XDG_RUNTIME_DIR: home },
      entries: [
        { kind: 'directory', path: 'home', mode: 0o700, owner: UNPRIVILEGED },
      ],
      spec: { linux: { ...linux, ...ids } },
    },
    ({ seen }) => readMaps(bench, seen?.pid ?? -1),
  )
  return { ...tenant, maps: seen ?? { uid: '', gid: '', setgroups: '' } }
}

async function readMaps(bench: Bench, pid: number): Promise<Rootless['maps']> {
  const paths = ['uid_map', 'gid_map', 'setgroups'].map(
    (name) => `/proc/${pid}/${name}`,
  )
  const [uid, gid, setgroups] = await bench.call('read', { paths })
  return { uid: uid ?? '', gid: gid ?? '', setgroups: setgroups?.trim() ?? '' }
}
