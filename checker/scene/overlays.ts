/** Overlays of a scene: where each is mounted, and what its upper layer changes. */
import { overlayLayers } from '../evidence/overlay-options.ts'
import type { OverlayEntry, OverlayTexts } from '../evidence/scene-texts.ts'
import type {
  OverlayChangeKind,
  SceneMountTable,
  SceneOverlay,
} from './scene.ts'

/** @param texts Of an earlier look, perhaps: what is not mounted any more is left out. */
export function overlaysIn(
  tables: readonly SceneMountTable[],
  texts: readonly OverlayTexts[],
): SceneOverlay[] {
  return texts.flatMap((overlay) => {
    const found = placeOf(overlay.device, tables)
    return found === null ? [] : [sceneOverlay(found, overlay)]
  })
}

type Place = ReturnType<typeof placeOf> & object

function placeOf(device: string, tables: readonly SceneMountTable[]) {
  for (const { namespace, mounts } of tables) {
    const mount = mounts.find(
      (one) => one.type === 'overlay' && one.device === device,
    )
    if (mount !== undefined) return { namespace, mount }
  }
  return null
}

function sceneOverlay(
  { namespace, mount }: Place,
  { entries, cut }: OverlayTexts,
): SceneOverlay {
  const changes = entries.map((entry) => ({
    path: entry.path,
    kind: kindOf(entry),
    size: entry.size,
  }))
  const { mountPoint, superOptions } = mount
  return { mountPoint, namespace, ...overlayLayers(superOptions), changes, cut }
}

function kindOf({ kind, below, isOpaque }: OverlayEntry): OverlayChangeKind {
  if (kind === 'whiteout') return 'whiteout'
  if (isOpaque) return 'opaque'
  // A file in the place of a directory, or the other way round, is another one.
  if (below !== kind) return 'new'
  return kind === 'directory' ? 'directory' : 'copied-up'
}
