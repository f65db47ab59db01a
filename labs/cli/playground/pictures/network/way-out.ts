/** What leads out of the machine: routing and its rules, the uplink, the world. */
import type { Link } from '#checker/evidence/network-state.ts'
import type { SceneNetwork } from '#checker/scene/scene.ts'
import {
  addressOf,
  type Box,
  type BoxLine,
  centreOf,
  type Drawing,
  defaultRouteOf,
  endOf,
  GAP,
  heightFor,
  middleOf,
  PAD,
  rightOf,
  STEM,
  TITLE,
  type Wire,
} from './boxes.ts'
import type { Columns } from './columns.ts'
import { masqueradeCount, publishedPorts } from './nft-words.ts'

const FORWARD = 'net/ipv4/ip_forward'
const OUTSIDE_HEIGHT = 50
const MOST_PUBLISHED = 5
const MOST_OTHERS = 3

/** @param bridges What is drawn of the machine already. */
export function drawWayOut(
  machine: SceneNetwork,
  bridges: readonly Box[],
  columns: Columns,
): Drawing {
  const routing = routingBox(machine, bridges, columns)
  const uplink = uplinkBox(machine, routing, columns)
  const sources = bridges.filter(
    ({ kind, link }) => kind === 'bridge' || link?.master === null,
  )
  const inward = sources.map((box) => toRouting(box, routing, columns))
  if (uplink === null) return { boxes: [routing], wires: inward }
  const outside = outsideBox(uplink, columns)
  return {
    boxes: [routing, uplink, outside],
    wires: [
      ...inward,
      down(`routed:${uplink.key}`, routing, uplink, uplink),
      columns.isWide
        ? across('outside', uplink, outside, uplink)
        : down('outside', uplink, outside, uplink),
    ],
  }
}

/** What nobody has looked at is not said to be off. */
const forwards = ({ state }: SceneNetwork) => state.sysctls[FORWARD] !== '0'

function routingBox(
  machine: SceneNetwork,
  bridges: readonly Box[],
  { routing, isWide }: Columns,
): Box {
  const lines = routingLines(machine)
  const end = endOf(bridges)
  const y = isWide || end === 0 ? TITLE + GAP : end + STEM
  const rest = { network: machine, link: null, isUp: forwards(machine) }
  const place = { ...routing, y, height: heightFor(lines) }
  return {
    key: 'routing',
    kind: 'routing',
    title: '',
    lines,
    ...place,
    ...rest,
  }
}

function routingLines(machine: SceneNetwork): BoxLine[] {
  const { rules, sysctls } = machine.state
  const published = publishedPorts(rules)
  const masquerades = masqueradeCount(rules)
  const more = published.length - MOST_PUBLISHED
  const known = sysctls[FORWARD]
  const text = `ip_forward = ${known ?? '?'}`
  return [
    known === undefined ? { text } : { text, holds: forwards(machine) },
    ...(masquerades > 0 ? [{ text: `masquerade × ${masquerades}` }] : []),
    ...published.slice(0, MOST_PUBLISHED).map((text) => ({ text })),
    ...(more > 0 ? [{ text: `… ${more}`, isAside: true }] : []),
  ]
}

/** The way out; what other hardware there is stands in it, said quietly. */
function uplinkBox(
  machine: SceneNetwork,
  routing: Box,
  { routing: place }: Columns,
): Box | null {
  const [link, ...others] = hardwareOf(machine)
  if (link === undefined) return null
  const address = addressOf(machine, link)
  const asides = others.slice(0, MOST_OTHERS).map((other) => ({
    text: `${other.name} ${addressOf(machine, other)}`,
    isAside: true,
  }))
  const lines = [...(address === '' ? [] : [{ text: address }]), ...asides]
  const y = endOf([routing]) + STEM
  const { index, name: title, isUp } = link
  const rest = { title, lines, network: machine, link, isUp }
  const size = { ...place, y, height: heightFor(lines) }
  return { key: `uplink:${index}`, kind: 'uplink', ...size, ...rest }
}

/** What is neither made by anybody nor part of something that is. */
function hardwareOf(machine: SceneNetwork): Link[] {
  const out = defaultRouteOf(machine)?.link
  return machine.state.links
    .filter(({ name, kind, master }) => name !== 'lo' && !kind && !master)
    .sort((a, b) => Number(b.name === out) - Number(a.name === out))
}

function outsideBox(uplink: Box, { outside, isWide }: Columns): Box {
  const height = OUTSIDE_HEIGHT
  const beside = middleOf(uplink) - height / 2
  const y = isWide ? beside : endOf([uplink]) + PAD + STEM
  const rest = { title: '', lines: [], network: null, link: null }
  const { isUp } = uplink
  return {
    key: 'outside',
    kind: 'outside',
    ...outside,
    y,
    height,
    ...rest,
    isUp,
  }
}

/** Nothing passes if the machine does not forward. */
function toRouting(box: Box, routing: Box, { isWide }: Columns): Wire {
  const key = `routed:${box.key}`
  const wire = isWide
    ? across(key, box, routing, box)
    : down(key, box, routing, box)
  return { ...wire, isUp: box.isUp && routing.isUp }
}

/** @param counted The link that knows how much passes. */
function across(key: string, from: Box, to: Box, counted: Box): Wire {
  const y = middleOf(to)
  const start = { x: rightOf(from), y: within(from, y) }
  const end = { x: to.x, y }
  return wireOf(key, { from: start, to: end, runs: 'across' }, counted)
}

/** As straight as the box allows it. */
function within(box: Box, y: number): number {
  return Math.min(endOf([box]) - PAD, Math.max(box.y + PAD, y))
}

function down(key: string, from: Box, to: Box, counted: Box): Wire {
  const start = { x: centreOf(from), y: endOf([from]) }
  const end = { x: centreOf(to), y: to.y }
  return wireOf(key, { from: start, to: end, runs: 'down' }, counted)
}

function wireOf(
  key: string,
  ends: Pick<Wire, 'from' | 'to' | 'runs'>,
  { network, title, isUp }: Box,
): Wire {
  const link = { network: network as SceneNetwork, name: title }
  return { key, kind: 'routed', ...ends, isUp, link }
}
