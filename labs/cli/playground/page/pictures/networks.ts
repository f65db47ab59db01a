/** Network namespaces, their cables, the machine's bridges, and the way out. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import { networkKey } from '#checker/scene/keys.ts'
import {
  type Box,
  type BoxLine,
  networkPicture,
} from '../../pictures/network/layout.ts'
import { rowKey } from '../../pictures/row-keys.ts'
import { hueClass } from './badge.ts'
import { classNames } from './class-names.ts'
import { Frame } from './frame.ts'
import { useFlows } from './network-flows.ts'
import { Rules } from './network-rules.ts'
import { Plugs, WireView } from './network-wires.ts'
import type { PictureContext, PictureProps } from './picture.ts'
import { owners } from './shared.ts'
import { useWidth } from './use-width.ts'
import { say } from './words.ts'

export function NetworksPicture(props: PictureProps): ComponentChildren {
  const { scene, context } = props
  const { language } = context
  const [place, width] = useWidth()
  const picture = networkPicture(scene, width)
  const flows = useFlows(scene)
  const flowIn = ({ network, link, kind }: Box) =>
    network === null || link === null || kind === 'bridge'
      ? ''
      : flows({ network, name: link.name }).text
  const cables = picture.wires.filter(({ kind }) => kind === 'veth').length
  const networks = scene.networks.length
  const summary = say(language, 'networks.summary', { networks, cables })
  const size = `0 0 ${picture.width} ${picture.height}`
  return h(
    Frame,
    { ...props, summary, tables: ['networks'], part: 'networks' },
    h(
      'div',
      { class: 'networks', ref: place },
      h(
        'svg',
        {
          viewBox: size,
          role: 'group',
          'aria-label': say(language, 'networks.picture'),
        },
        picture.boxes
          .filter(({ kind }) => kind === 'machine')
          .map((box) => h(BoxView, { key: box.key, box, context })),
        picture.wires.map((wire) =>
          h(WireView, { key: wire.key, wire, flow: flows(wire.link) }),
        ),
        picture.boxes
          .filter(({ kind }) => kind !== 'machine')
          .map((box) =>
            h(BoxView, { key: box.key, box, context, flow: flowIn(box) }),
          ),
        picture.wires
          .filter(({ kind }) => kind === 'veth')
          .map((wire) => h(Plugs, { key: `plugs:${wire.key}`, wire })),
      ),
      picture.more > 0
        ? h('p', null, say(language, 'fold.more', { count: picture.more }))
        : null,
    ),
    h(Rules, { rules: scene.networks[0]?.state.rules ?? [], language }),
  )
}

interface BoxProps {
  readonly box: Box
  readonly context: PictureContext
  /** What has passed it. */
  readonly flow?: string
}

function BoxView({ box, context, flow = '' }: BoxProps): ComponentChildren {
  const { changed, language } = context
  const { kind, network, x, y, width, height } = box
  const owner = owners.of(network?.namespace ?? '')
  const isChanged = hasChanged(box, changed)
  const classes = classNames(
    `box box-${kind}`,
    kind === 'sandbox' ? hueClass(owner) : '',
    box.isUp ? '' : 'is-down',
    isChanged && 'is-changed',
  )
  const isRound = kind === 'outside'
  return h(
    'g',
    { class: classes, 'data-key': box.key },
    h('rect', {
      x,
      y,
      width,
      height,
      rx: isRound ? height / 2 : kind === 'port' ? 6 : 10,
    }),
    kind === 'port' || isRound
      ? h(Centred, {
          box,
          text: isRound ? say(language, 'networks.outside') : box.title,
          flow,
        })
      : h(Filled, { box, language }),
  )
}

/** Of a namespace that is shown as one box, everything; else what the box is. */
function hasChanged(
  { kind, network, link }: Box,
  changed: ReadonlySet<string>,
): boolean {
  const keyOf = (id: string) =>
    rowKey('networks', networkKey(network?.namespace ?? '', id))
  const starts =
    kind === 'sandbox' ? [''] : kind === 'routing' ? ['rule ', 'sysctl '] : []
  return (
    (link !== null && changed.has(keyOf(link.name))) ||
    starts.some((start) => hasStart(changed, keyOf(start)))
  )
}

function hasStart(keys: ReadonlySet<string>, start: string): boolean {
  for (const key of keys) if (key.startsWith(start)) return true
  return false
}

/** Width of a letter of the fixed fonts, in units. */
const LETTER = 8.45
const SMALL_LETTER = 7.6

function short(text: string, room: number, letter = LETTER): string {
  const most = Math.max(3, Math.floor(room / letter))
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

interface CentredProps {
  readonly box: Box
  readonly text: string
  readonly flow: string
}

function Centred({ box, text, flow }: CentredProps): ComponentChildren {
  const { width, height } = box
  const x = box.x + width / 2
  const y = box.y + height / 2
  return h(
    'g',
    { 'text-anchor': 'middle' },
    h('title', null, text),
    h(
      'text',
      { class: 'box-centred', x, y: flow === '' ? y + 5 : y - 3 },
      short(text, width - 6),
    ),
    flow === '' ? null : h('text', { class: 'box-flow', x, y: y + 14 }, flow),
  )
}

function Filled({
  box,
  language,
}: {
  readonly box: Box
  readonly language: Language
}): ComponentChildren {
  const { x, y, width, kind, network } = box
  const owner = owners.of(network?.namespace ?? '')
  const isSandbox = kind === 'sandbox'
  const title = titleOf(box, language)
  const left = x + 12 + (isSandbox && owner.letter !== '' ? 26 : 0)
  return h(
    'g',
    null,
    isSandbox && owner.letter !== ''
      ? h(
          'g',
          { class: 'box-badge' },
          h('rect', { x: x + 8, y: y + 6, width: 22, height: 19, rx: 5 }),
          h(
            'text',
            { x: x + 19, y: y + 20, 'text-anchor': 'middle' },
            owner.letter,
          ),
        )
      : null,
    h(
      'text',
      { class: 'box-title', x: left, y: y + 20 },
      short(title, width - (left - x) - 8),
    ),
    box.lines.map((line, at) => h(Line, { key: line.text, line, box, at })),
  )
}

function titleOf({ kind, title, network }: Box, language: Language): string {
  if (kind === 'machine') return say(language, 'machine')
  if (kind === 'routing') return say(language, 'networks.routing')
  if (kind === 'bridge') return `${say(language, 'networks.bridge')} ${title}`
  const hasCable = network?.state.links.some(({ name }) => name !== 'lo')
  if (kind === 'sandbox' && !hasCable)
    return `${title} · ${say(language, 'networks.lonely')}`
  return title
}

interface LineProps {
  readonly line: BoxLine
  readonly box: Box
  readonly at: number
}

const FIRST_LINE = 42
const LINE = 21

function Line({ line, box, at }: LineProps): ComponentChildren {
  const { text, isAside, holds } = line
  const sign = holds === undefined ? '' : holds ? '✓ ' : '✕ '
  const classes = classNames(
    'box-line',
    isAside && 'is-aside',
    holds === false && 'is-alarm',
  )
  return h(
    'text',
    {
      class: classes,
      x: box.x + 12,
      y: box.y + FIRST_LINE + at * LINE,
    },
    h('title', null, text),
    short(sign + text, box.width - 20, isAside ? SMALL_LETTER : LETTER),
  )
}
