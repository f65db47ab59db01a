/**
 * What the gate asks of one lab, item by item: of programs that are right, of
 * programs that are wrong, and of the texts. Those come first that tell the most.
 */
import type { Bench, Item } from './bench.ts'
import { demos } from './demos.ts'
import { manyOf } from './many.ts'
import { mistakes } from './mistakes.ts'
import { programs } from './programs.ts'
import { stages } from './stages.ts'
import { texts } from './texts.ts'

/** All items of a lab. */
export function itemsOf(bench: Bench): Item[] {
  const { reference, starter, regions, solution } = stages(bench)
  return [
    ...reference,
    ...starter,
    ...solution.items,
    ...programs(bench),
    ...manyOf(regions),
    ...manyOf(mistakes(bench)),
    ...texts(bench, solution.variant),
    ...manyOf(demos(bench)),
  ]
}
