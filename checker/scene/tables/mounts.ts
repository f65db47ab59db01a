import type { MountInfo } from '../../evidence/mountinfo.ts'
import { mountKey } from '../keys.ts'
import type { Scene } from '../scene.ts'
import { row, type Table } from './table.ts'

const COLUMNS = [
  ...(['namespace', 'mountPoint', 'type', 'source', 'root'] as const),
  ...(['options', 'propagation', 'filesystem'] as const),
] as const

export function mountTable({ mountTables }: Scene): Table {
  const rows = mountTables.flatMap(({ namespace, mounts }) =>
    mounts.map((mount) =>
      row(COLUMNS, mountKey(namespace, mount.id), {
        namespace,
        mountPoint: mount.mountPoint,
        type: mount.type,
        source: mount.source,
        root: mount.root,
        options: mount.options.join(','),
        propagation: propagationOf(mount),
        filesystem: mount.superOptions.join(','),
      }),
    ),
  )
  return { columns: COLUMNS, rows }
}

/** `shared:1`, `master:1`; nothing if it is private. @see mount_namespaces(7) */
function propagationOf({ shared, master, isUnbindable }: MountInfo): string {
  return [
    ...(shared === null ? [] : [`shared:${shared}`]),
    ...(master === null ? [] : [`master:${master}`]),
    ...(isUnbindable ? ['unbindable'] : []),
  ].join(' ')
}
