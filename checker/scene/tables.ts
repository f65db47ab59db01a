/**
 * Each picture of a scene as a table. What stands in a cell was chosen in the
 * guest: whoever puts it on a terminal makes it printable first.
 */
import type { Scene } from './scene.ts'
import { cgroupTable } from './tables/cgroups.ts'
import { mountTable } from './tables/mounts.ts'
import { namespaceTable } from './tables/namespaces.ts'
import { networkTable } from './tables/networks.ts'
import { overlayTable } from './tables/overlays.ts'
import { processTable } from './tables/processes.ts'
import type { Table } from './tables/table.ts'

export type { Row, Table } from './tables/table.ts'

export const TABLES = [
  'processes',
  'namespaces',
  'mounts',
  'overlays',
  'cgroups',
  'networks',
] as const

export type TableName = (typeof TABLES)[number]

export type Tables = Readonly<Record<TableName, Table>>

export function tablesOf(scene: Scene): Tables {
  return {
    processes: processTable(scene),
    namespaces: namespaceTable(scene),
    mounts: mountTable(scene),
    overlays: overlayTable(scene),
    cgroups: cgroupTable(scene),
    networks: networkTable(scene),
  }
}
