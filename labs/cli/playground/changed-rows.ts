/** What lies between two scenes, as rows that fit a page: bounded, and all alike. */
import { diffScenes, type SceneDiff } from '#checker/scene/diff.ts'
import type { Scene, SceneNetwork } from '#checker/scene/scene.ts'
import { TABLES, type TableName } from '#checker/scene/tables.ts'

export interface ChangedTable {
  readonly table: TableName
  readonly rows: readonly ChangedRow[]
  /** There are so many more. */
  readonly more: number
}

export interface ChangedRow {
  readonly kind: 'added' | 'removed' | 'altered'
  readonly key: string
  /** What names it. */
  readonly name: string
  /** Of an altered row: what is different now. Otherwise more about it. */
  readonly facts: readonly Fact[]
}

export interface Fact {
  readonly column: string
  /** `null` if the row is new, or gone. */
  readonly before: string | null
  readonly now: string
}

/** Of each table; the first ones of it. */
const MOST_ROWS = 40

/** Columns by whose cells a row is known, and those worth telling beside them. */
const NAMES: Readonly<Record<TableName, readonly string[]>> = {
  processes: ['pid', 'command'],
  namespaces: ['namespace'],
  mounts: ['mountPoint'],
  overlays: ['mountPoint', 'path'],
  cgroups: ['path'],
  networks: ['network', 'kind', 'name'],
}

const FACTS: Readonly<Record<TableName, readonly string[]>> = {
  processes: ['container'],
  namespaces: ['containers'],
  mounts: ['type', 'source', 'namespace'],
  overlays: ['kind', 'size'],
  cgroups: ['memoryMax', 'cpuMax', 'pidsMax'],
  networks: ['detail'],
}

/** What is different, if anything. */
export const changesBetween = (before: Scene, after: Scene): ChangedTable[] =>
  changedTables(diffScenes(withNetworks(before, after.networks), after))

/**
 * Tools take their time to look into a network, and meanwhile a scene says nothing
 * of it. What they find then was there before, as far as anybody knows.
 */
function withNetworks(scene: Scene, later: readonly SceneNetwork[]): Scene {
  const networks = scene.networks.map((network) => {
    if (network.stateAtMs !== null) return network
    const known = later.find(({ namespace }) => namespace === network.namespace)
    return known ?? network
  })
  return { ...scene, networks }
}

/** The tables in which something is different. */
function changedTables(diff: SceneDiff): ChangedTable[] {
  return TABLES.map((table) => {
    const rows = rowsOf(table, diff)
    const more = Math.max(0, rows.length - MOST_ROWS)
    return { table, rows: rows.slice(0, MOST_ROWS), more }
  }).filter(({ rows }) => rows.length > 0)
}

function rowsOf(table: TableName, diff: SceneDiff): ChangedRow[] {
  const { columns, added, removed, changed } = diff[table]
  const pick = (cells: readonly string[], names: readonly string[]) =>
    names
      .map((column) => ({ column, text: cells[columns.indexOf(column)] ?? '' }))
      .filter(({ text }) => text !== '')
  const nameOf = (cells: readonly string[]) =>
    pick(cells, NAMES[table])
      .map(({ text }) => text)
      .join(' ')
  const whole = (
    kind: 'added' | 'removed',
    key: string,
    cells: readonly string[],
  ) => ({
    kind,
    key,
    name: nameOf(cells),
    facts: pick(cells, FACTS[table]).map(({ column, text }) => ({
      column,
      before: null,
      now: text,
    })),
  })
  return [
    ...added.map(({ key, cells }) => whole('added', key, cells)),
    ...removed.map(({ key, cells }) => whole('removed', key, cells)),
    ...changed.map((row) => ({
      kind: 'altered' as const,
      key: row.key,
      name: nameOf(row.after),
      facts: row.columns.map((column) => ({
        column,
        before: row.before[columns.indexOf(column)] ?? '',
        now: row.after[columns.indexOf(column)] ?? '',
      })),
    })),
  ]
}
