/**
 * An overlay as its classical picture: layers lie on each other, a file is a column,
 * and one looks from above:
 *
 *     merged     new   conf          all others
 *                 ▲     ▲                ▲
 *     upper      new   conf   ✕ motd     │
 *                       ┆     ┆          │
 *     lower            (conf) (motd)   all others
 *
 * `conf` was copied up, and `motd` deleted: what lies below is there still, and
 * nobody sees it.
 */
import type {
  OverlayChange,
  OverlayChangeKind,
  Scene,
  SceneOverlay,
} from '#checker/scene/scene.ts'

export interface OverlayColumn {
  readonly key: string
  readonly change: OverlayChange
  /** Last part of the path. */
  readonly name: string
  /** All before it: `etc/`. */
  readonly folder: string
  /** Shown in the merged view. */
  readonly isMerged: boolean
  /** A lower layer has one of this name, which cannot be seen any more. */
  readonly isHiddenBelow: boolean
}

export interface OverlayPicture {
  readonly columns: readonly OverlayColumn[]
  /** Changes that have no column. */
  readonly more: number
  readonly layers: readonly OverlayLayer[]
  /** Lower layers that are not drawn. */
  readonly moreLayers: number
}

export interface OverlayLayer {
  readonly path: string
  /** What tells it from the others: `…/layers/ab12/fs` → `ab12`. */
  readonly name: string
}

/** Which kinds tell most; directories that were merged tell nothing by themselves. */
const INTEREST: readonly OverlayChangeKind[] = [
  'whiteout',
  'copied-up',
  'opaque',
  'new',
  'directory',
]

const MOST_LAYERS = 5

/**
 * @param fitting How many columns there is room for.
 * @param isFresh Whether something has just happened to it; those come first.
 */
export function overlayPicture(
  overlay: SceneOverlay,
  fitting: number,
  isFresh: (change: OverlayChange) => boolean = () => false,
): OverlayPicture {
  const told = overlay.changes.filter((change) => isTold(change, overlay))
  const chosen = [...told]
    .sort((a, b) => rank(a, isFresh) - rank(b, isFresh))
    .slice(0, fitting)
  return {
    // In the order of their paths, so that columns stay where they are.
    columns: told.filter((change) => chosen.includes(change)).map(columnOf),
    more: told.length - chosen.length,
    layers: layersOf(overlay.lower).slice(0, MOST_LAYERS),
    moreLayers: Math.max(0, overlay.lower.length - MOST_LAYERS),
  }
}

/** A directory that was only copied up to hold something says that by it. */
function isTold(
  { path, kind }: OverlayChange,
  { changes }: SceneOverlay,
): boolean {
  return (
    kind !== 'directory' ||
    !changes.some((other) => other.path.startsWith(`${path}/`))
  )
}

function rank(
  change: OverlayChange,
  isFresh: (change: OverlayChange) => boolean,
): number {
  return isFresh(change) ? -1 : INTEREST.indexOf(change.kind)
}

function columnOf(change: OverlayChange): OverlayColumn {
  const { path, kind } = change
  const end = path.lastIndexOf('/') + 1
  return {
    key: path,
    change,
    name: path.slice(end),
    folder: path.slice(0, end),
    isMerged: kind !== 'whiteout',
    isHiddenBelow: kind !== 'new' && kind !== 'directory',
  }
}

/** Names without what all of them begin and end with. */
export function layersOf(paths: readonly string[]): OverlayLayer[] {
  const parts = paths.map((path) => path.split('/').filter(Boolean))
  const lengths = parts.map(({ length }) => length)
  const shortest = lengths.length === 0 ? 0 : Math.min(...lengths)
  const same = (at: number) =>
    parts.every((one) => one.at(at) === parts[0]?.at(at))
  let begin = 0
  let end = 0
  while (begin < shortest - 1 && same(begin)) begin++
  while (end < shortest - 1 - begin && same(-1 - end)) end++
  return paths.map((path, index) => {
    const own = parts[index] ?? []
    const name = own.slice(begin, own.length - end).join('/')
    return { path, name: name === '' ? path : name }
  })
}

/**
 * The container whose root an overlay is. Who mounts it does so in the machine's
 * namespace, below the bundle.
 */
export function containerOf(
  { mountPoint }: SceneOverlay,
  { containers }: Pick<Scene, 'containers'>,
): string | null {
  const isRoot = (bundle: string | null) =>
    bundle !== null && mountPoint.startsWith(`${bundle}/`)
  return containers.find(({ bundle }) => isRoot(bundle))?.id ?? null
}

/** Those of containers first, that of the machine's own root last. */
export function inOrder(scene: Scene): SceneOverlay[] {
  const rank = (overlay: SceneOverlay) =>
    containerOf(overlay, scene) !== null
      ? 0
      : overlay.mountPoint === '/'
        ? 2
        : 1
  return [...scene.overlays].sort((a, b) => rank(a) - rank(b))
}
