/**
 * A tree as rows of a list, with the lines that join them:
 *
 *     1 systemd          depth 0
 *     ├ 310 sshd         depth 1, rails [true]
 *     │ └ 812 bash       depth 2, rails [true, false]
 *     └ … 31 more        a fold, rails [false]
 *
 * `rails` says for each level whether the line goes on below this row. A tree that
 * has too many rows is folded: of brothers the first few are shown and the rest
 * counted, but what has to be seen is, with all its ancestors.
 */
import { type HierarchyNode, hierarchy } from 'd3-hierarchy'

export interface TreeRow<T> {
  readonly key: string
  /** `null` for a row that stands for others. */
  readonly item: T | null
  readonly depth: number
  readonly rails: readonly boolean[]
  /** How many a fold stands for. */
  readonly folded: number
}

export interface TreeOptions<T> {
  readonly keyOf: (item: T) => string
  /** Key of the parent; that of nobody makes it a root. */
  readonly parentOf: (item: T) => string
  /** Never to be folded away. */
  readonly isWanted?: (item: T) => boolean
  /** Rows at most, as far as `isWanted` allows it. */
  readonly most?: number
  /** Keys of folds that somebody opened. */
  readonly open?: ReadonlySet<string>
}

/** More than these are no picture any more. */
export const MOST_ROWS = 40

/** How many brothers are shown, the most generous first. */
const GENEROSITY = [Number.POSITIVE_INFINITY, 8, 4, 2, 1, 0]

const FOLD = 'fold:'

/** Key of the row whose children a fold stands for. */
export const foldedUnder = (key: string) => key.slice(FOLD.length)

interface Branch<T> {
  readonly key: string
  readonly item: T | null
  readonly children: readonly Branch<T>[]
  /** Items in it, itself included. */
  readonly size: number
  readonly isWanted: boolean
}

export function treeRows<T>(
  items: readonly T[],
  options: TreeOptions<T>,
): TreeRow<T>[] {
  const { most = MOST_ROWS, open = NONE_OPEN } = options
  const whole = branchOf(null, '', childrenOf(items, options), options)
  const isFew = (shown: number) =>
    rowsOf(foldBranch(whole, shown, NONE_OPEN)).length <= most
  // What somebody opened by hand does not make the rest fold.
  return rowsOf(foldBranch(whole, GENEROSITY.find(isFew) ?? 0, open))
}

const NONE_OPEN: ReadonlySet<string> = new Set()

/** Key of a parent → its children; those of nobody are at ``. */
function childrenOf<T>(
  items: readonly T[],
  { keyOf, parentOf }: TreeOptions<T>,
): ReadonlyMap<string, readonly T[]> {
  const keys = new Set(items.map(keyOf))
  const children = new Map<string, T[]>()
  for (const item of items) {
    const parent = parentOf(item)
    const isRoot = parent === keyOf(item) || !keys.has(parent)
    const place = isRoot ? '' : parent
    children.set(place, [...(children.get(place) ?? []), item])
  }
  return children
}

function branchOf<T>(
  item: T | null,
  key: string,
  below: ReadonlyMap<string, readonly T[]>,
  options: TreeOptions<T>,
): Branch<T> {
  const { keyOf, isWanted = () => false } = options
  const children = (below.get(key) ?? []).map((child) =>
    branchOf(child, keyOf(child), below, options),
  )
  return {
    key,
    item,
    children,
    size: children.reduce((sum, { size }) => sum + size, 1),
    isWanted:
      children.some((child) => child.isWanted) ||
      (item !== null && isWanted(item)),
  }
}

function foldBranch<T>(
  branch: Branch<T>,
  shown: number,
  open: ReadonlySet<string>,
): Branch<T> {
  const key = `${FOLD}${branch.key}`
  const kept = branch.children.filter(
    ({ isWanted }, at) => isWanted || at < shown || open.has(key),
  )
  const hidden = branch.children.filter((child) => !kept.includes(child))
  const folded = hidden.reduce((sum, { size }) => sum + size, 0)
  // The row that stands for one would take as much room as that one.
  const visible = folded > 1 ? kept : branch.children
  const children = visible.map((child) => foldBranch(child, shown, open))
  const fold = { key, item: null, children: [], size: folded, isWanted: false }
  return { ...branch, children: folded > 1 ? [...children, fold] : children }
}

function rowsOf<T>(whole: Branch<T>): TreeRow<T>[] {
  const rows: TreeRow<T>[] = []
  hierarchy(whole, ({ children }) => [...children]).eachBefore((node) => {
    if (node.parent !== null) rows.push(rowOf(node))
  })
  return rows
}

function rowOf<T>(node: HierarchyNode<Branch<T>>): TreeRow<T> {
  const { key, item, size } = node.data
  // The tree's own root is nobody, and its children have no line to it.
  const line = node.ancestors().slice(0, -2)
  return {
    key,
    item,
    depth: node.depth - 1,
    rails: line.map(hasBrotherBelow).reverse(),
    folded: item === null ? size : 0,
  }
}

const hasBrotherBelow = <T>(node: HierarchyNode<T>) =>
  node.parent?.children?.at(-1) !== node
