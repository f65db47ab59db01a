/** Which column of a network picture begins where. */
import { PAD, STEM } from './boxes.ts'

interface Column {
  readonly x: number
  readonly width: number
}

export interface Columns {
  readonly width: number
  /** What leads out lies right of the bridges, not below them. */
  readonly isWide: boolean
  readonly sandbox: Column
  readonly machine: Column
  readonly port: Column
  readonly bridge: Column
  /** Also that of the uplink. */
  readonly routing: Column
  readonly outside: Column
}

/** Narrower than this it becomes smaller instead. */
export const LEAST_WIDTH = 600
const MOST_WIDTH = 1500
const WIDE = 960

/** So that no line is cut in half at the edges. */
const EDGE = 3
const CABLE = { narrow: 52, wide: 90 }
const OUTSIDE = 104

export function columnsFor(wished: number): Columns {
  const width = Math.max(LEAST_WIDTH, Math.min(wished, MOST_WIDTH))
  return width < WIDE ? narrow(width) : wide(width)
}

function narrow(width: number): Columns {
  const room = width - 2 * EDGE - CABLE.narrow - STEM - 2 * PAD
  const sandbox = { x: EDGE, width: 0.345 * room }
  const machineX = EDGE + sandbox.width + CABLE.narrow
  const port = { x: machineX + PAD, width: 0.265 * room }
  const x = port.x + port.width + STEM
  const end = width - EDGE
  const bridge = { x, width: end - PAD - x }
  const machine = { x: machineX, width: end - machineX }
  const outside = { x: x + (bridge.width - OUTSIDE) / 2, width: OUTSIDE }
  return {
    width,
    isWide: false,
    sandbox,
    machine,
    port,
    bridge,
    routing: bridge,
    outside,
  }
}

function wide(width: number): Columns {
  const gaps = CABLE.wide + 2 * STEM + 2 * PAD + 2 * STEM
  const room = width - 2 * EDGE - gaps - OUTSIDE
  const sandbox = { x: EDGE, width: 0.27 * room }
  const machineX = EDGE + sandbox.width + CABLE.wide
  const port = { x: machineX + PAD, width: 0.2 * room }
  const bridge = { x: port.x + port.width + STEM, width: 0.25 * room }
  const routing = { x: bridge.x + bridge.width + 2 * STEM, width: 0.28 * room }
  const end = routing.x + routing.width + PAD
  const machine = { x: machineX, width: end - machineX }
  const outside = { x: width - EDGE - OUTSIDE, width: OUTSIDE }
  return {
    width,
    isWide: true,
    sandbox,
    machine,
    port,
    bridge,
    routing,
    outside,
  }
}
