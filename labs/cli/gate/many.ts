/**
 * Items of which there are many, and which take long: the regions, mistakes and
 * forges of a lab that needs a machine. A run of it takes a minute in the VM.
 */
import type { Bench, Item } from './bench.ts'

/** Mark them, where it is so. */
export function manyOf({ lab }: Bench, items: readonly Item[]): Item[] {
  const isOneOfMany = lab.needsMachine === true
  return items.map((item) => ({ ...item, isOneOfMany }))
}

/** One of several parts that together are the whole. */
export interface Part {
  /** Which, from 1. */
  readonly number: number
  readonly of: number
}

/** Names of the items that are looked at: of the many, those of this part. */
export function partOf(
  items: ReadonlyMap<string, Item>,
  { number, of }: Part,
): string[] {
  const names = [...items.keys()]
  const many = names.filter((name) => items.get(name)?.isOneOfMany)
  const others = many.filter((_, index) => index % of !== number - 1)
  return names.filter((name) => !others.includes(name))
}
