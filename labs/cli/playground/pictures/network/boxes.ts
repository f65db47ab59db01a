/** What a network picture is made of. Units: 16 are the height of the letters. */
import type { Link } from '#checker/evidence/network-state.ts'
import type { SceneNetwork } from '#checker/scene/scene.ts'

export type BoxKind =
  | 'sandbox'
  | 'machine'
  | 'port'
  | 'bridge'
  | 'routing'
  | 'uplink'
  | 'outside'

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Box extends Place {
  readonly key: string
  readonly kind: BoxKind
  readonly title: string
  readonly lines: readonly BoxLine[]
  readonly network: SceneNetwork | null
  /** The link that it is, if it is one. */
  readonly link: Link | null
  readonly isUp: boolean
}

export interface BoxLine {
  readonly text: string
  /** Said more quietly. */
  readonly isAside?: boolean
  /** Whether what the line says is the case; for lines that are a condition. */
  readonly holds?: boolean
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Wire {
  readonly key: string
  readonly kind: 'veth' | 'attached' | 'routed'
  readonly from: Point
  readonly to: Point
  /** It leaves and arrives sideways, or from above and below. */
  readonly runs: 'across' | 'down'
  readonly isUp: boolean
  /** Whose counters say how much passes it. */
  readonly link: { readonly network: SceneNetwork; readonly name: string }
}

/** Boxes, and the wires that end at them. */
export interface Drawing {
  readonly boxes: readonly Box[]
  readonly wires: readonly Wire[]
}

/** Height of the first line of a box, and of each further one. */
export const TITLE = 27
export const LINE = 21
export const PAD = 10
/** Between boxes that are brothers, and between those that a wire joins. */
export const GAP = 16
export const STEM = 28

/** Where the lowest of them ends. */
export function endOf(places: readonly Place[]): number {
  return Math.max(0, ...places.map(({ y, height }) => y + height))
}

export const heightFor = (lines: readonly unknown[]) =>
  TITLE + lines.length * LINE + (lines.length > 0 ? PAD : PAD / 2)

export const middleOf = ({ y, height }: Place) => y + height / 2

export const centreOf = ({ x, width }: Place) => x + width / 2

export const rightOf = ({ x, width }: Place) => x + width

/** `10.1.0.2/24`, or one of version 6 if it has no other. */
export function addressOf({ state }: SceneNetwork, { name }: Link): string {
  const own = state.addresses.filter(({ link }) => link === name)
  const best =
    own.find(({ family }) => family === 4) ??
    own.find(({ scope }) => scope === 'global')
  return best === undefined ? '' : `${best.address}/${best.prefix}`
}

/** Where packets go that are for nobody near; version 4 before 6. */
export function defaultRouteOf({ state }: SceneNetwork) {
  const routes = state.routes.filter(({ to }) => to === 'default')
  return routes.find(({ family }) => family === 4) ?? routes[0]
}
