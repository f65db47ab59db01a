/**
 * Items of which there are many, and which together take hours: starters, regions cut
 * alone, mistakes, forges, programs of others, demos. They can be gone through in parts,
 * everything else in each.
 */
import type { Item } from './bench.ts'

/** Mark them. */
export function manyOf(items: readonly Item[]): Item[] {
  return items.map((item) => ({ ...item, isOneOfMany: true }))
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
