/** The namespaces of others than the machine, one below the other. */
import type { Link } from '#checker/evidence/network-state.ts'
import type { SceneNetwork } from '#checker/scene/scene.ts'
import {
  addressOf,
  type Box,
  type BoxLine,
  defaultRouteOf,
  GAP,
  heightFor,
  LINE,
  type Point,
  rightOf,
  TITLE,
  type Wire,
} from './boxes.ts'
import type { Cable } from './cables.ts'
import type { Columns } from './columns.ts'

/** Those of one bridge together, those without any cable at the end. */
export function sandboxOrder(
  others: readonly SceneNetwork[],
  cables: readonly Cable[],
): SceneNetwork[] {
  const rank = (network: SceneNetwork) => {
    const cable = cables.find(({ far }) => far.network === network)
    if (cable === undefined) return '2'
    const { master } = cable.near.link
    return master === null ? '1' : `0${master}`
  }
  return [...others].sort((a, b) => compare(rank(a), rank(b)))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export function stackSandboxes(
  networks: readonly SceneNetwork[],
  { sandbox }: Columns,
): Box[] {
  let y = TITLE
  return networks.map((network) => {
    const lines = linesOf(network)
    const height = heightFor(lines)
    const box = boxOf(network, lines, { ...sandbox, y, height })
    y += height + GAP
    return box
  })
}

function boxOf(
  network: SceneNetwork,
  lines: readonly BoxLine[],
  place: Pick<Box, 'x' | 'y' | 'width' | 'height'>,
): Box {
  const { namespace, name } = network
  const key = `sandbox:${namespace}`
  const rest = { network, link: null, isUp: true }
  return { key, kind: 'sandbox', title: name, lines, ...place, ...rest }
}

/** The links first, each on a line; then how it gets out. */
function linesOf(network: SceneNetwork): BoxLine[] {
  const links = linksOf(network)
  const route = defaultRouteOf(network)
  if (links.length === 0) return [{ text: 'lo', isAside: true }]
  const lines = links.map((link) => ({
    text: [link.name, addressOf(network, link)].filter(Boolean).join(' '),
  }))
  if (route === undefined) return lines
  const text = `default via ${route.via ?? route.link}`
  return [...lines, { text, isAside: true }]
}

const linksOf = ({ state }: SceneNetwork) =>
  state.links.filter(({ name }) => name !== 'lo')

/** Where a cable leaves a sandbox: beside the line that names its link. */
export function plugOf(box: Box, link: Link): Point {
  const at = box.network === null ? 0 : linksOf(box.network).indexOf(link)
  const y = box.y + TITLE + (Math.max(0, at) + 0.5) * LINE
  return { x: rightOf(box), y }
}

/** Cables that do not come by the machine's own namespace. */
export function directWires(
  cables: readonly Cable[],
  sandboxes: readonly Box[],
): Wire[] {
  const boxAt = ({ network }: Cable['near']) =>
    sandboxes.find((box) => box.network === network)
  return cables.flatMap(({ near, far }) => {
    const [from, to] = [boxAt(near), boxAt(far)]
    if (from === undefined || to === undefined) return []
    const wire: Wire = {
      key: `veth:${near.network.namespace}:${near.link.index}`,
      kind: 'veth',
      from: plugOf(from, near.link),
      to: plugOf(to, far.link),
      runs: 'across',
      isUp: near.link.isUp && far.link.isUp,
      link: { network: near.network, name: near.link.name },
    }
    return [wire]
  })
}
