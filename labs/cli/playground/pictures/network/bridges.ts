/**
 * The machine's ends of cables, each bridge with its ports beside it, and then the
 * ports of no bridge. A port lies at the height of its cable if there is room.
 */
import type { Link } from '#checker/evidence/network-state.ts'
import type { SceneNetwork } from '#checker/scene/scene.ts'
import {
  addressOf,
  type Box,
  type Drawing,
  endOf,
  GAP,
  heightFor,
  middleOf,
  PAD,
  type Point,
  rightOf,
  TITLE,
  type Wire,
} from './boxes.ts'
import type { Cable } from './cables.ts'
import type { Columns } from './columns.ts'
import { plugOf } from './sandboxes.ts'

interface Port {
  readonly link: Link
  /** Where its other end is plugged in; `null` if that is nowhere to be seen. */
  readonly plug: Point | null
}

const PORT_HEIGHT = 42

export function drawBridges(
  machine: SceneNetwork,
  cables: readonly Cable[],
  sandboxes: readonly Box[],
  columns: Columns,
): Drawing {
  const { links } = machine.state
  const ports = links.map((link) => portOf(link, cables, sandboxes))
  const bridges = links.filter(({ kind }) => kind === 'bridge')
  const ordered = bridges.sort(
    (a, b) => topOf(portsOf(ports, a)) - topOf(portsOf(ports, b)),
  )
  const drawings: Drawing[] = []
  let y = TITLE + GAP
  for (const bridge of [...ordered, null]) {
    const own = portsOf(ports, bridge)
    const drawing = drawBridge(machine, bridge, own, y, columns)
    drawings.push(drawing)
    y = Math.max(y, endOf(drawing.boxes) + GAP)
  }
  return {
    boxes: drawings.flatMap(({ boxes }) => boxes),
    wires: drawings.flatMap(({ wires }) => wires),
  }
}

function portOf(
  link: Link,
  cables: readonly Cable[],
  sandboxes: readonly Box[],
): Port {
  const cable = cables.find(({ near }) => near.link === link)
  const box = sandboxes.find(({ network }) => network === cable?.far.network)
  return { link, plug: box && cable ? plugOf(box, cable.far.link) : null }
}

/** The highest first, those without a cable last. */
function portsOf(ports: readonly Port[], bridge: Link | null): Port[] {
  const isOwn = ({ link }: Port) =>
    bridge === null
      ? link.master === null && link.kind === 'veth'
      : link.master === bridge.name
  return ports.filter(isOwn).sort((a, b) => heightOf(a) - heightOf(b))
}

const heightOf = ({ plug }: Port) => plug?.y ?? Number.MAX_SAFE_INTEGER

const topOf = (ports: readonly Port[]) => Math.min(...ports.map(heightOf))

function drawBridge(
  machine: SceneNetwork,
  bridge: Link | null,
  ports: readonly Port[],
  top: number,
  columns: Columns,
): Drawing {
  const boxes = stackPorts(machine, ports, top, columns)
  const bar = bridge && bridgeBox(machine, bridge, boxes, top, columns)
  const wires = ports.flatMap(({ plug }, at) => {
    const box = boxes[at]
    if (box === undefined) return []
    return [...cableTo(box, plug), ...(bar === null ? [] : [joint(box, bar)])]
  })
  return { boxes: bar === null ? boxes : [...boxes, bar], wires }
}

function stackPorts(
  machine: SceneNetwork,
  ports: readonly Port[],
  top: number,
  { port }: Columns,
): Box[] {
  let free = top
  return ports.map(({ link, plug }) => {
    const y = Math.max(free, (plug?.y ?? free) - PORT_HEIGHT / 2)
    free = y + PORT_HEIGHT + PAD
    const { index, name: title, isUp } = link
    const rest = { title, lines: [], network: machine, link, isUp }
    const place = { ...port, y, height: PORT_HEIGHT }
    return { key: `port:${index}`, kind: 'port', ...place, ...rest }
  })
}

/** As high as all its ports. */
function bridgeBox(
  machine: SceneNetwork,
  link: Link,
  ports: readonly Box[],
  top: number,
  { bridge }: Columns,
): Box {
  const address = addressOf(machine, link)
  const lines = address === '' ? [] : [{ text: address }]
  const y = ports[0]?.y ?? top
  const height = Math.max(heightFor(lines), endOf(ports) - y)
  const { index, name: title, isUp } = link
  const rest = { title, lines, network: machine, link, isUp }
  return {
    key: `bridge:${index}`,
    kind: 'bridge',
    ...bridge,
    y,
    height,
    ...rest,
  }
}

function cableTo(port: Box, plug: Point | null): Wire[] {
  if (plug === null) return []
  return [wireTo('veth', port, plug, { x: port.x, y: middleOf(port) })]
}

function joint(port: Box, bridge: Box): Wire {
  const y = middleOf(port)
  const from = { x: rightOf(port), y }
  return wireTo('attached', port, from, { x: bridge.x, y })
}

function wireTo(
  kind: 'veth' | 'attached',
  port: Box,
  from: Point,
  to: Point,
): Wire {
  const link = { network: port.network as SceneNetwork, name: port.title }
  const key = `${kind}:${port.link?.index}`
  return { key, kind, from, to, runs: 'across', isUp: port.isUp, link }
}
