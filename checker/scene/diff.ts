/**
 * What has changed between two scenes: rows that came, rows that went, and cells
 * that are different. What always moves, as counters do, is no change.
 */
import type { Scene } from './scene.ts'
import {
  type Row,
  TABLES,
  type Table,
  type TableName,
  tablesOf,
} from './tables.ts'

export type SceneDiff = Readonly<Record<TableName, TableDiff>>

export interface TableDiff {
  readonly columns: readonly string[]
  readonly added: readonly Row[]
  readonly removed: readonly Row[]
  readonly changed: readonly ChangedRow[]
}

export interface ChangedRow {
  readonly key: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Keys of the columns whose cells are different. */
  readonly columns: readonly string[]
}

/** Columns that differ from look to look, whatever anybody does. */
const MOVING: Readonly<Record<TableName, readonly string[]>> = {
  processes: [],
  // Who came has a row among the processes.
  namespaces: ['processes'],
  mounts: [],
  overlays: [],
  cgroups: [
    ...['cpu', 'throttled', 'memory', 'memoryPeak', 'swap'],
    ...['program', 'read', 'write'],
  ],
  networks: ['traffic'],
}

export function diffScenes(before: Scene, after: Scene): SceneDiff {
  const [old, now] = [tablesOf(before), tablesOf(after)]
  const diffs = TABLES.map((name) => [
    name,
    diffTables(old[name], now[name], MOVING[name]),
  ])
  return Object.fromEntries(diffs)
}

/** Whether nothing has changed. */
export function isSame(diff: SceneDiff): boolean {
  return TABLES.every((name) => {
    const { added, removed, changed } = diff[name]
    return added.length + removed.length + changed.length === 0
  })
}

function diffTables(
  before: Table,
  after: Table,
  moving: readonly string[],
): TableDiff {
  const { columns } = after
  const old = new Map(before.rows.map((row) => [row.key, row]))
  const now = new Set(after.rows.map(({ key }) => key))
  return {
    columns,
    added: after.rows.filter(({ key }) => !old.has(key)),
    removed: before.rows.filter(({ key }) => !now.has(key)),
    changed: after.rows.flatMap(({ key, cells }) => {
      const known = old.get(key)
      if (known === undefined) return []
      const different = columns.filter(
        (column, at) =>
          !moving.includes(column) &&
          steady(column, known.cells[at]) !== steady(column, cells[at]),
      )
      const isChanged = different.length > 0
      const change = { key, before: known.cells, after: cells }
      return isChanged ? [{ ...change, columns: different }] : []
    }),
  }
}

/** Whether a process runs just now or sleeps is an accident of the moment. */
function steady(column: string, cell = ''): string {
  return column === 'state' && /^[RSDI]$/.test(cell) ? 'S' : cell
}
