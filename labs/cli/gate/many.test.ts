import t from 'tap'
import type { Item } from './bench.ts'
import { partOf } from './many.ts'

const item = (name: string, isOneOfMany: boolean): [string, Item] => [
  name,
  { name, isOneOfMany, run: async () => null },
]

const ITEMS = new Map([
  item('reference', false),
  ...['a', 'b', 'c', 'd', 'e'].map((name) => item(name, true)),
  item('texts', false),
])

t.test('every part has what there is one of', async (t) => {
  for (const number of [1, 2, 3])
    t.match(partOf(ITEMS, { number, of: 3 }).join(), /^reference,.*,texts$/)
})

t.test('of the many, the parts have each once', async (t) => {
  const parts = [1, 2, 3].map((number) => partOf(ITEMS, { number, of: 3 }))
  const many = parts.flatMap((names) => names.slice(1, -1))
  t.same(many.sort(), ['a', 'b', 'c', 'd', 'e'])
  t.ok(parts.every((names) => names.length <= 4))
})

t.test('one part of one is all', async (t) => {
  t.same(partOf(ITEMS, { number: 1, of: 1 }), [...ITEMS.keys()])
})
