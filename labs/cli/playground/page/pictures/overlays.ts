/**
 * Overlays as layers that lie on each other. A file is a column, and an arrow says
 * from which layer it is seen: one that was copied up has an arrow into the upper
 * layer as well, and what it hides has a broken line.
 */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import { overlayKey } from '#checker/scene/keys.ts'
import type { OverlayChange, SceneOverlay } from '#checker/scene/scene.ts'
import {
  containerOf,
  inOrder,
  type OverlayColumn,
  type OverlayLayer,
  type OverlayPicture,
  overlayPicture,
} from '../../pictures/overlay-columns.ts'
import type { Owner } from '../../pictures/owners.ts'
import { rowKey } from '../../pictures/row-keys.ts'
import { Badge, hueClass } from './badge.ts'
import { Frame } from './frame.ts'
import type { PictureContext, PictureProps } from './picture.ts'
import { owners } from './shared.ts'
import { useWidth } from './use-width.ts'
import { kindName, say } from './words.ts'

/** Least width of a column, in letters; the names of the layers need as much. */
const COLUMN = 7.2
/** Least width of an overlay, where there is room for several. */
const CARD = 40

export function OverlaysPicture(props: PictureProps): ComponentChildren {
  const { scene, context } = props
  const { language } = context
  const [place, width] = useWidth()
  const overlays = inOrder(scene)
  const summary = say(language, 'overlays.summary', { count: overlays.length })
  const cards = Math.max(1, Math.floor(width / 16 / CARD))
  const fitting = Math.max(1, Math.floor(width / cards / 16 / COLUMN) - 2)
  return h(
    Frame,
    { ...props, summary, tables: ['overlays'], part: 'overlays' },
    h(
      'div',
      { class: 'overlays', ref: place },
      overlays.length === 0
        ? h('p', { class: 'picture-nothing' }, say(language, 'overlays.none'))
        : null,
      overlays.map((overlay) =>
        h(Overlay, {
          key: overlayKey(overlay),
          overlay,
          owner: owners.container(containerOf(overlay, scene)),
          fitting,
          context,
        }),
      ),
    ),
  )
}

interface OverlayProps {
  readonly overlay: SceneOverlay
  /** Of the container whose root it is, if it is one's. */
  readonly owner: Owner | null
  readonly fitting: number
  readonly context: PictureContext
}

function Overlay(props: OverlayProps): ComponentChildren {
  const { overlay, fitting, context } = props
  const { language, changed } = context
  const { mountPoint, namespace } = overlay
  const owner = props.owner ?? owners.of(namespace)
  const place = mountPoint === '/' ? say(language, 'machine') : mountPoint
  const title = owner.name || place
  const isFresh = ({ path }: OverlayChange) =>
    changed.has(rowKey('overlays', overlayKey(overlay, path)))
  const picture = overlayPicture(overlay, fitting, isFresh)
  return h(
    'div',
    {
      class: `card overlay ${hueClass(owner)}`,
      role: 'group',
      'aria-label': title,
    },
    h(
      'p',
      { class: 'card-head' },
      h(Badge, { owner }),
      h('span', { class: 'card-title' }, title),
      h('code', { class: 'card-aside' }, overlay.mountPoint),
    ),
    h(Layers, { overlay, picture, language, isFresh }),
  )
}

interface LayersProps {
  readonly overlay: SceneOverlay
  readonly picture: OverlayPicture
  readonly language: Language
  readonly isFresh: (change: OverlayChange) => boolean
}

function Layers({
  overlay,
  picture,
  language,
  isFresh,
}: LayersProps): ComponentChildren {
  const { columns, more, layers, moreLayers } = picture
  // The name of the layer, a column for each file, and one for all others.
  const style = {
    gridTemplateColumns: `minmax(6.5em, 1fr) repeat(${columns.length + 1}, minmax(0, 9.5em))`,
  }
  const moreText =
    more > 0 ? say(language, 'overlays.more', { count: more }) : null
  const none = columns.length === 0 ? say(language, 'overlays.unchanged') : null
  return h(
    'div',
    { class: 'layers' },
    h(
      'div',
      { class: 'slab slab-merged', style },
      h(SlabName, {
        name: 'merged',
        hint: say(language, 'overlays.mergedHint'),
      }),
      columns.map((column) => h(Merged, { key: column.key, column })),
      h(
        'span',
        { class: 'chip chip-others' },
        say(language, 'overlays.others'),
      ),
    ),
    h(Arrows, { columns, isUpper: true, style }),
    overlay.upper === null
      ? h('p', { class: 'slab-missing' }, say(language, 'overlays.readOnly'))
      : h(
          'div',
          { class: 'slab slab-upper', style, title: overlay.upper },
          h(SlabName, {
            name: 'upper',
            hint: say(language, 'overlays.upperHint'),
          }),
          columns.map((column) =>
            h(Changed, {
              key: column.key,
              column,
              language,
              isFresh: isFresh(column.change),
            }),
          ),
          h('span', { class: 'through' }, h('span', null, moreText ?? none)),
        ),
    h(Arrows, { columns, isUpper: false, style }),
    layers.map((layer, at) =>
      at === 0
        ? h(TopLower, { key: layer.path, layer, columns, language, style })
        : h(
            'div',
            { key: layer.path, class: 'slab slab-lower', title: layer.path },
            h(SlabName, { name: 'lower', hint: '', path: layer.name }),
          ),
    ),
    moreLayers > 0
      ? h(
          'p',
          { class: 'slab-missing' },
          say(language, 'overlays.moreLayers', { count: moreLayers }),
        )
      : null,
  )
}

interface TopLowerProps {
  readonly layer: OverlayLayer
  readonly columns: readonly OverlayColumn[]
  readonly language: Language
  readonly style: { readonly gridTemplateColumns: string }
}

/** What is hidden may be in any of the lower layers; it is shown in the first. */
function TopLower(props: TopLowerProps): ComponentChildren {
  const { layer, columns, language, style } = props
  const hint = say(language, 'overlays.lowerHint')
  return h(
    'div',
    { class: 'slab slab-lower', style, title: layer.path },
    h(SlabName, { name: 'lower', hint, path: layer.name }),
    columns.map((column) => h(Below, { key: column.key, column, language })),
    h('span', { class: 'chip chip-others' }, say(language, 'overlays.others')),
  )
}

interface SlabNameProps {
  readonly name: string
  readonly hint: string
  readonly path?: string
}

function SlabName({ name, hint, path }: SlabNameProps): ComponentChildren {
  return h(
    'span',
    { class: 'slab-name' },
    h('strong', null, name),
    path === undefined ? null : h('code', { title: path }, path),
    hint === '' ? null : h('small', null, hint),
  )
}

interface ColumnProps {
  readonly column: OverlayColumn
}

function Merged({ column }: ColumnProps): ComponentChildren {
  const { isMerged, name } = column
  return isMerged
    ? h(
        'span',
        { class: 'chip chip-merged', title: column.key },
        h('span', null, name),
      )
    : h('span', { class: 'chip chip-gone' }, h('s', null, name))
}

/** So that nobody has to tell colours apart. */
const SIGNS = {
  new: '+',
  'copied-up': '⤒',
  whiteout: '✕',
  opaque: '◼',
  directory: '/',
} as const

interface ChangedProps extends ColumnProps {
  readonly language: Language
  readonly isFresh: boolean
}

function Changed({
  column,
  language,
  isFresh,
}: ChangedProps): ComponentChildren {
  const { change, name, folder } = column
  return h(
    'span',
    {
      class: `chip chip-${change.kind} ${isFresh ? 'is-changed' : ''}`,
      title: `${column.key} · ${change.size} B`,
    },
    folder === '' ? null : h('small', { class: 'chip-folder' }, folder),
    h('b', null, name),
    h(
      'small',
      null,
      `${SIGNS[change.kind]} ${kindName(language, change.kind)}`,
    ),
  )
}

function Below({
  column,
  language,
}: ColumnProps & { readonly language: Language }): ComponentChildren {
  if (!column.isHiddenBelow) return h('span', null)
  return h(
    'span',
    { class: 'chip chip-hidden' },
    h('span', null, column.name),
    h('small', null, say(language, 'overlays.hidden')),
  )
}

interface ArrowsProps {
  readonly columns: readonly OverlayColumn[]
  /** Those between upper and merged; else those between lower and upper. */
  readonly isUpper: boolean
  readonly style: { readonly gridTemplateColumns: string }
}

/** The view from above: what is seen of a layer has an arrow up. */
function Arrows({ columns, isUpper, style }: ArrowsProps): ComponentChildren {
  return h(
    'div',
    { class: 'arrows', style, 'aria-hidden': 'true' },
    h('span', null),
    columns.map((column) =>
      h(Arrow, { key: column.key, kind: arrowOf(column, isUpper) }),
    ),
    h(Arrow, { kind: 'seen' }),
  )
}

type ArrowKind = 'seen' | 'copied' | 'blocked' | 'none'

function arrowOf(
  { change, isMerged }: OverlayColumn,
  isUpper: boolean,
): ArrowKind {
  if (isUpper) return isMerged ? 'seen' : 'none'
  if (change.kind === 'copied-up') return 'copied'
  return change.kind === 'whiteout' || change.kind === 'opaque'
    ? 'blocked'
    : 'none'
}

const ARROWS: Readonly<Record<ArrowKind, string>> = {
  seen: 'M10 24V4M4 10L10 3L16 10',
  copied: 'M10 24V4M4 10L10 3L16 10',
  blocked: 'M10 24V8M3 5H17',
  none: '',
}

function Arrow({ kind }: { readonly kind: ArrowKind }): ComponentChildren {
  return h(
    'svg',
    { class: `arrow arrow-${kind}`, viewBox: '0 0 20 24' },
    h('path', { d: ARROWS[kind] }),
  )
}
