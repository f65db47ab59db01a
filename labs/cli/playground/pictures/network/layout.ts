/**
 * Where everything of a network picture is:
 *
 *     ┌ sandbox ┐         ┌ machine ─────────────────────────────┐
 *     │ web     │  cable  │ ┌ port ┐ ┌ bridge ┐                  │
 *     │ eth0 ───┼─────────┼─┤ veth ├─┤ br0    │   ┌ routing ┐    │
 *     └─────────┘         │ └──────┘ │        ├───┤ forward │    │
 *     ┌ sandbox ┐         │ ┌──────┐ │        │   └────┬────┘    │
 *     │ eth0 ───┼─────────┼─┤ veth ├─┤        │   ┌────┴─ eth0 ┐ │
 *     └─────────┘         │ └──────┘ └────────┘   └────────────┼─┼─ outside
 *                         └──────────────────────────────────────┘
 *
 * Where there is little room, what lies right of the bridges comes below them.
 */
import type { Scene, SceneNetwork } from '#checker/scene/scene.ts'
import { type Box, type Drawing, endOf, PAD } from './boxes.ts'
import { drawBridges } from './bridges.ts'
import { cablesOf } from './cables.ts'
import { type Columns, columnsFor } from './columns.ts'
import { directWires, sandboxOrder, stackSandboxes } from './sandboxes.ts'
import { drawWayOut } from './way-out.ts'

export type { Box, BoxLine, Wire } from './boxes.ts'

export interface NetworkPicture extends Drawing {
  readonly width: number
  readonly height: number
  /** Sandboxes that are not drawn. */
  readonly more: number
}

const MOST_SANDBOXES = 40
/** For the thickness of the lowest line. */
const EDGE = 3

/** @param width How wide it should be, in units. */
export function networkPicture(
  { networks }: Pick<Scene, 'networks'>,
  width: number,
): NetworkPicture {
  const columns = columnsFor(width)
  const [machine, ...others] = networks
  const size = { width: columns.width, height: 0, more: 0 }
  if (machine === undefined) return { ...size, boxes: [], wires: [] }
  const cables = cablesOf(networks)
  const shown = sandboxOrder(others, cables).slice(0, MOST_SANDBOXES)
  const sandboxes = stackSandboxes(shown, columns)
  const bridges = drawBridges(machine, cables, sandboxes, columns)
  const out = drawWayOut(machine, bridges.boxes, columns)
  const inside = [...bridges.boxes, ...out.boxes]
  const boxes = [frameOf(machine, inside, columns), ...sandboxes, ...inside]
  return {
    ...size,
    height: endOf(boxes) + EDGE,
    boxes,
    wires: [...bridges.wires, ...out.wires, ...directWires(cables, sandboxes)],
    more: others.length - shown.length,
  }
}

function frameOf(
  machine: SceneNetwork,
  boxes: readonly Box[],
  { machine: place }: Columns,
): Box {
  const inside = boxes.filter(({ kind }) => kind !== 'outside')
  const rest = { network: machine, link: null, isUp: true }
  const size = { ...place, y: EDGE, height: endOf(inside) + PAD - EDGE }
  return {
    key: 'machine',
    kind: 'machine',
    title: '',
    lines: [],
    ...size,
    ...rest,
  }
}
