/** A mount table as the tree it is: a mount hangs from the one it lies in. */
import type { MountInfo } from '#checker/evidence/mountinfo.ts'
import { type TreeRow, treeRows } from './tree-rows.ts'

/** What a filesystem is made of; each has a colour and a sign of its own. */
export type MountMaterial =
  | 'overlay'
  | 'memory'
  | 'kernel'
  | 'device'
  | 'shared'

const MEMORY = ['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs']
const SHARED = ['9p', 'virtiofs', 'nfs', 'nfs4', 'fuse', 'fuse.sshfs']
const KERNEL = [
  ...['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue', 'debugfs'],
  ...['tracefs', 'securityfs', 'bpf', 'nsfs', 'pstore', 'configfs', 'efivarfs'],
  ...['binfmt_misc', 'autofs', 'fusectl', 'rpc_pipefs'],
]

export function materialOf({ type }: MountInfo): MountMaterial {
  if (type === 'overlay') return 'overlay'
  if (MEMORY.includes(type)) return 'memory'
  if (KERNEL.includes(type)) return 'kernel'
  return SHARED.includes(type) ? 'shared' : 'device'
}

export interface MountRow {
  readonly key: string
  readonly tree: Pick<TreeRow<MountInfo>, 'rails' | 'depth' | 'folded'>
  readonly mount: MountInfo | null
  /** Path below the mount it lies in. */
  readonly name: string
  /** Another one lies over it, at the same place. */
  readonly isCovered: boolean
}

/** So many rows for each table, so that several can be seen at once. */
export const MOST_MOUNTS = 16

export interface MountRowOptions {
  readonly isWanted?: (mount: MountInfo) => boolean
  readonly open?: ReadonlySet<string>
  readonly most?: number
}

export function mountRows(
  mounts: readonly MountInfo[],
  { most = MOST_MOUNTS, ...options }: MountRowOptions = {},
): MountRow[] {
  const byId = new Map(mounts.map((mount) => [mount.id, mount]))
  const covered = new Set(
    mounts
      .filter((one) => byId.get(one.parent)?.mountPoint === one.mountPoint)
      .map(({ id, parent }) => (id === parent ? -1 : parent)),
  )
  const rows = treeRows(mounts, {
    keyOf: ({ id }) => `${id}`,
    parentOf: ({ parent }) => `${parent}`,
    most,
    ...options,
  })
  return rows.map(({ key, item, ...tree }) => ({
    key,
    tree,
    mount: item,
    name: item === null ? '' : nameOf(item, byId.get(item.parent)),
    isCovered: item !== null && covered.has(item.id),
  }))
}

function nameOf(mount: MountInfo, parent: MountInfo | undefined): string {
  const { mountPoint } = mount
  const above = parent?.mountPoint ?? '/'
  const isBelow = mountPoint.startsWith(`${above}/`) && above !== '/'
  const name = isBelow ? mountPoint.slice(above.length + 1) : mountPoint
  return name
}

/**
 * `/dev/vda1`, or `/dev/vda1[/home]` for those that attach only a part of it;
 * empty where it says no more than the type.
 */
export function sourceOf({ type, source, root }: MountInfo): string {
  const what = ['', 'none', type].includes(source) ? '' : source
  return root === '/' ? what : `${what || type}[${root}]`
}
