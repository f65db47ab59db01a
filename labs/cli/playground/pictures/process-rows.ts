/**
 * Processes as a tree, and beside it a column for each kind of namespace. Rows next
 * to each other that are in the same one are joined, as in a picture of pills:
 *
 *     1 init             ·   ·   ·        the machine's
 *     ├ web
 *     │ └ 812 sh         A   A   A
 *     └ log
 *       └ 900 sh         B   A   B
 */
import type { NamespaceFile } from '#checker/evidence/namespaces.ts'
import type {
  Scene,
  SceneContainer,
  SceneProcess,
} from '#checker/scene/scene.ts'
import type { Owner, Owners } from './owners.ts'
import { foldedUnder, type TreeRow, treeRows } from './tree-rows.ts'

/** Those that most containers have come first. */
export const KINDS: readonly NamespaceFile[] = [
  'mnt',
  'pid',
  'net',
  'uts',
  'ipc',
  'cgroup',
  'user',
  'time',
]

export interface NamespaceCell {
  readonly kind: NamespaceFile
  /** `net:[4026532001]` */
  readonly namespace: string
  readonly owner: Owner
  /** The row above, or below, is in the same one. */
  readonly joinsAbove: boolean
  readonly joinsBelow: boolean
}

export interface ProcessRow {
  readonly key: string
  readonly tree: Pick<TreeRow<SceneProcess>, 'rails' | 'depth' | 'folded'>
  readonly process: SceneProcess | null
  readonly cells: readonly NamespaceCell[]
  /** The container whose band this row is part of. */
  readonly container: SceneContainer | null
  readonly owner: Owner | null
  readonly isFirstOfBand: boolean
  readonly isLastOfBand: boolean
}

export interface ProcessRowOptions {
  readonly owners: Owners
  readonly isWanted?: (process: SceneProcess) => boolean
  readonly open?: ReadonlySet<string>
}

export function processRows(
  scene: Scene,
  { owners, isWanted = () => false, open = new Set() }: ProcessRowOptions,
): ProcessRow[] {
  const inits = new Set(scene.containers.map(({ pid }) => pid))
  const rows = treeRows(scene.processes, {
    keyOf: ({ pid }) => `${pid}`,
    parentOf: ({ parent }) => `${parent}`,
    isWanted: (process) => inits.has(process.pid) || isWanted(process),
    open,
  })
  const bands = bandsOf(rows, scene)
  // What lies in a box of its own is joined to nothing outside of it.
  const near = (at: number, other: number) =>
    bands[at] === bands[other] ? (rows[other]?.item ?? null) : null
  const neighbours = (at: number) =>
    [near(at, at - 1), near(at, at + 1)] as const
  return rows.map(({ key, item, ...tree }, at) => {
    const container = bands[at] ?? null
    return {
      key,
      tree,
      process: item,
      cells: item === null ? [] : cellsOf(item, neighbours(at), owners),
      container,
      owner: owners.container(container?.id ?? null),
      isFirstOfBand: container !== null && bands[at - 1] !== container,
      isLastOfBand: container !== null && bands[at + 1] !== container,
    }
  })
}

/** The container of each row; a fold lies in that of whose children it stands for. */
function bandsOf(
  rows: readonly TreeRow<SceneProcess>[],
  { containers }: Scene,
): (SceneContainer | null)[] {
  const byId = new Map(containers.map((one) => [one.id, one]))
  const items = new Map(rows.map(({ key, item }) => [key, item]))
  return rows.map(({ key, item }) => {
    const process = item ?? items.get(foldedUnder(key))
    return byId.get(process?.container ?? '') ?? null
  })
}

function cellsOf(
  { namespaces }: SceneProcess,
  [above, below]: readonly [SceneProcess | null, SceneProcess | null],
  owners: Owners,
): NamespaceCell[] {
  return KINDS.map((kind) => {
    const namespace = namespaces[kind]
    const isIn = (other: SceneProcess | null) =>
      namespace !== '' && other?.namespaces[kind] === namespace
    return {
      kind,
      namespace,
      owner: owners.of(namespace),
      joinsAbove: isIn(above),
      joinsBelow: isIn(below),
    }
  })
}

/** Containers that nobody is in: created ones that have ended, stopped ones. */
export function emptyContainers({
  containers,
  processes,
}: Scene): SceneContainer[] {
  const inhabited = new Set(processes.map(({ container }) => container))
  return containers.filter(({ id }) => !inhabited.has(id))
}

/** How many of the 41 capabilities, `CapEff` as text. */
export function capabilityCount(mask: string): number {
  let count = 0
  for (const digit of mask)
    for (let bits = Number.parseInt(digit, 16); bits > 0; bits >>= 1)
      count += bits & 1
  return count
}
