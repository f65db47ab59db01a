/** Cables, and what else joins boxes. */
import { type ComponentChildren, h } from 'preact'
import type { Wire } from '../../pictures/network/layout.ts'
import { classNames } from './class-names.ts'
import type { Flow } from './network-flows.ts'

interface WireProps {
  readonly wire: Wire
  readonly flow: Flow
}

/** How far a wire runs straight before it bends. */
const BEND = 26

export function WireView({ wire, flow }: WireProps): ComponentChildren {
  const classes = classNames(
    `wire wire-${wire.kind}`,
    wire.isUp ? '' : 'is-down',
    flow.isMoving && 'is-moving',
  )
  const d = pathOf(wire)
  return h(
    'g',
    { class: classes, 'data-key': wire.key },
    h('path', { class: 'wire-line', d }),
    h('path', { class: 'wire-flow', d }),
    wire.isUp ? null : h(Cut, { wire }),
    h('title', null, flow.text),
  )
}

function pathOf({ from, to, runs }: Wire): string {
  const [a, b] = [`${from.x} ${from.y}`, `${to.x} ${to.y}`]
  if (runs === 'down') {
    const middle = (from.y + to.y) / 2
    return `M${a}C${from.x} ${middle} ${to.x} ${middle} ${b}`
  }
  // Both ends at the right of their boxes: a loop between two sandboxes.
  if (from.x === to.x)
    return `M${a}C${from.x + 2 * BEND} ${from.y} ${to.x + 2 * BEND} ${to.y} ${b}`
  const middle = (from.x + to.x) / 2
  return `M${a}C${middle} ${from.y} ${middle} ${to.y} ${b}`
}

/** A cross where nothing can pass. */
function Cut({
  wire: { from, to },
}: {
  readonly wire: Wire
}): ComponentChildren {
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
  return h(
    'g',
    { class: 'wire-cut' },
    h('circle', { cx: x, cy: y, r: 8 }),
    h('path', {
      d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}`,
    }),
  )
}

export function Plugs({
  wire: { from, to },
}: {
  readonly wire: Wire
}): ComponentChildren {
  return h(
    'g',
    { class: 'plugs' },
    [from, to].map(({ x, y }, at) =>
      h('circle', { key: at, cx: x, cy: y, r: 5 }),
    ),
  )
}
