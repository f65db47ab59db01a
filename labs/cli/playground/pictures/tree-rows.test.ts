import t from 'tap'
import { MOST_ROWS, type TreeRow, treeRows } from './tree-rows.ts'

interface Item {
  readonly id: number
  readonly parent: number
}

const item = (id: number, parent: number): Item => ({ id, parent })

const OPTIONS = {
  keyOf: ({ id }: Item) => `${id}`,
  parentOf: ({ parent }: Item) => `${parent}`,
}

/** As it is drawn: `│ └ 3`. */
function drawn({ rails, item, folded }: TreeRow<Item>): string {
  const lines = rails.map((goesOn, level) =>
    level === rails.length - 1 ? (goesOn ? '├ ' : '└ ') : goesOn ? '│ ' : '  ',
  )
  return `${lines.join('')}${item?.id ?? `… ${folded}`}`
}

/** A parent with so many children. */
const family = (count: number) => [
  item(1, 0),
  ...Array.from({ length: count }, (_, at) => item(at + 2, 1)),
]

t.test('lines join children to parents and brothers to brothers', async (t) => {
  const items = [item(1, 0), item(2, 1), item(3, 2), item(4, 1), item(9, 8)]
  t.same(treeRows(items, OPTIONS).map(drawn), ['1', '├ 2', '│ └ 3', '└ 4', '9'])
  t.same(treeRows([], OPTIONS), [])
})

t.test('one that is its own parent is a root', async (t) => {
  const items = [item(1, 1), item(2, 1)]
  t.same(treeRows(items, OPTIONS).map(drawn), ['1', '└ 2'])
})

t.test(
  'who only have each other are left out, and nothing hangs',
  async (t) => {
    const items = [item(1, 0), item(2, 3), item(3, 2)]
    t.same(treeRows(items, OPTIONS).map(drawn), ['1'])
  },
)

t.test(
  'too many are folded, and counted with all they have below',
  async (t) => {
    const items = [...family(100), item(200, 101), item(201, 200)]
    const rows = treeRows(items, OPTIONS)
    t.ok(rows.length <= MOST_ROWS)
    t.equal(rows.filter((row) => row.item !== null).length, 9)
    t.equal(rows.at(-1)?.folded, 94)
    t.equal(treeRows(family(39), OPTIONS).length, 40, 'as many as fit are not')
  },
)

t.test('what has to be seen is, and so are its ancestors', async (t) => {
  const items = [...family(100), item(200, 101), item(201, 200)]
  const isWanted = ({ id }: Item) => id === 201
  const rows = treeRows(items, { ...OPTIONS, isWanted })
  const shown = rows.map((row) => row.item?.id)
  for (const id of [101, 200, 201]) t.ok(shown.includes(id), `${id}`)
})

t.test('a fold that somebody opened shows all', async (t) => {
  const open = new Set(['fold:1'])
  t.equal(treeRows(family(100), { ...OPTIONS, open }).length, 101)
})
