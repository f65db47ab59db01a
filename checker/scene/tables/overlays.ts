import { overlayKey } from '../keys.ts'
import type { Scene, SceneOverlay } from '../scene.ts'
import { row, size, type Table } from './table.ts'

const COLUMNS = ['mountPoint', 'path', 'kind', 'size', 'layers'] as const

/** A row for each overlay, and one for each file of its upper layer. */
export function overlayTable({ overlays }: Scene): Table {
  return { columns: COLUMNS, rows: overlays.flatMap(rowsOf) }
}

function rowsOf(overlay: SceneOverlay) {
  const { mountPoint, upper, lower, changes } = overlay
  const itself = row(COLUMNS, overlayKey(overlay), {
    mountPoint,
    path: '',
    kind: 'overlay',
    size: '',
    layers: [...(upper === null ? [] : [upper]), ...lower].join(' : '),
  })
  const files = changes.map((change) =>
    row(COLUMNS, overlayKey(overlay, change.path), {
      mountPoint,
      path: change.path,
      kind: change.kind,
      size: isFile(change.kind) ? size(change.size) : '',
      layers: '',
    }),
  )
  return [itself, ...files]
}

const isFile = (kind: string) => kind === 'new' || kind === 'copied-up'
