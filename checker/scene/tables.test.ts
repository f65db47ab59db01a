import t from 'tap'
import { number, percent, size } from './tables/table.ts'
import { TABLES, type TableName, tablesOf } from './tables.ts'
import { aScene, recordedScene } from './test/scenes.ts'

t.test('a scene of nothing has tables without rows', async (t) => {
  const tables = tablesOf(aScene({}))
  t.same(Object.keys(tables), TABLES)
  for (const name of TABLES) t.same(tables[name].rows, [])
})

for (const recording of ['idle', 'two', 'twenty'] as const) {
  t.test(
    `"${recording}": keys are unique, rows as wide as columns`,
    async (t) => {
      const tables = tablesOf(recordedScene(recording))
      for (const name of TABLES) {
        const { columns, rows } = tables[name]
        const keys = rows.map(({ key }) => key)
        t.equal(new Set(keys).size, keys.length, name)
        t.ok(rows.every(({ cells }) => cells.length === columns.length))
      }
    },
  )
}

/** Values of some columns, of the rows that have a value in another. */
function cellsWhere(
  name: TableName,
  where: Readonly<Record<string, string>>,
  ...wanted: readonly string[]
): string[][] {
  const { columns, rows } = tablesOf(recordedScene('two'))[name]
  const value = (cells: readonly string[], column: string) =>
    cells[columns.indexOf(column)] ?? ''
  return rows
    .filter(({ cells }) =>
      Object.entries(where).every(([key, text]) => value(cells, key) === text),
    )
    .map(({ cells }) => wanted.map((column) => value(cells, column)))
}

t.test('limits, changed files and links can be read', async (t) => {
  const limits = cellsWhere(
    ...(['cgroups', { path: '/mini-runc/web' }] as const),
    ...['memoryMax', 'cpuMax', 'pidsMax', 'frozen'],
  )
  t.same(limits, [['64 MiB', '20 %', '32', '0']])
  const motd = cellsWhere('overlays', { path: 'etc/motd' }, 'kind', 'size')
  t.same(motd, [['copied-up', '16 B']])
  const links = cellsWhere('networks', { kind: 'link' }, 'name', 'detail')
  const bridge = links.find(([name]) => name?.endsWith(': mini0'))
  t.match(bridge?.[1], /^bridge up .*mtu 1500$/)
})

t.test('sizes, numbers and shares in few characters', async (t) => {
  t.same(
    [0, 1023, 1536, 64 * 1024 * 1024, Number.POSITIVE_INFINITY, Number.NaN].map(
      size,
    ),
    ['0 B', '1023 B', '1.5 KiB', '64 MiB', 'max', ''],
  )
  t.same([percent(19.6), percent(Number.NaN)], ['20 %', ''])
  t.equal(number(3), '3')
})
