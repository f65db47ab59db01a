/**
 * Three lower folders, seen as one, and nothing to write to. Of each two that lie
 * on each other there is a name that both have: the one above wins.
 *
 *     top/       a  ab         merged/  a  ab (of top)  b  bc (of middle)  c
 *     middle/       ab  b  bc
 *     bottom/              bc  c
 */
import type { Bench } from '#checker/bench.ts'
import type { MountInfo } from '#checker/evidence/mountinfo.ts'
import { bytesOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import {
  folders,
  mountedAt,
  mountStack,
  type Shown,
  textFile,
  unmountStack,
} from './commands.ts'

/** What is to be read at a path, and what was. */
export interface Reading {
  readonly path: string
  readonly wanted: string
  readonly found: string | null
}

export interface Stacked extends Shown {
  readonly target: string
  readonly mount: MountInfo | undefined
  /** Of names that one layer alone has. */
  readonly single: readonly Reading[]
  /** Of names that two layers have. */
  readonly both: readonly Reading[]
}

const LAYERS = ['top', 'middle', 'bottom'] as const
type Layer = (typeof LAYERS)[number]

/** Name → layers that have it, the topmost first. */
const SINGLE: readonly Layer[][] = [['top'], ['middle'], ['bottom']]
const BOTH: readonly Layer[][] = [
  ['top', 'middle'],
  ['middle', 'bottom'],
]

/** Mount them, look, and unmount them again. */
export async function stacked(bench: Bench): Promise<Stacked> {
  const drawn = (name: string) => bench.seed.hex(`stacked ${name}`, 4)
  const nameOf = (owners: readonly Layer[]) => drawn(`name ${owners}`)
  const textOf = (owners: readonly Layer[], layer: Layer) =>
    drawn(`text of ${owners} in ${layer}`)
  const files = [...SINGLE, ...BOTH].flatMap((owners) =>
    owners.map((layer) =>
      textFile(`${layer}/${nameOf(owners)}`, textOf(owners, layer)),
    ),
  )
  const place = await makePlace(bench, 'stacked', [
    ...files,
    ...folders('merged'),
  ])
  const stack = { lower: LAYERS, target: 'merged' }
  const ran = [await mountStack(bench, place, stack)]
  const target = place.path('merged')
  const mount = await mountedAt(bench, target)
  const read = (owners: readonly Layer[]) =>
    reading(bench, place, nameOf(owners), textOf(owners, owners[0] ?? 'top'))
  const single = await Promise.all(SINGLE.map(read))
  const both = await Promise.all(BOTH.map(read))
  await unmountStack(bench, place, 'merged')
  return { ran, target, mount, single, both }
}

async function reading(
  bench: Bench,
  place: Place,
  name: string,
  wanted: string,
): Promise<Reading> {
  const path = place.path('merged', name)
  const found = (await bytesOf(bench, path))?.toString() ?? null
  return { path, wanted, found }
}
