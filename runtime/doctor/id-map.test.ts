import t from 'tap'
import { oneLine, parseMap } from './id-map.ts'

t.test('a map has a range on each line', async (t) => {
  t.same(parseMap('         0       1000          1\n1 100000 65536\n'), [
    { inside: 0, outside: 1000, size: 1 },
    { inside: 1, outside: 100_000, size: 65_536 },
  ])
  t.same(parseMap(''), [])
})

t.test('what is no number is none', async (t) => {
  const [range] = parseMap('root 0')
  t.same(range, { inside: Number.NaN, outside: 0, size: Number.NaN })
})

t.test('a map is quoted on one line', async (t) => {
  t.equal(oneLine('   0   1000   1\n 1 2 3\n'), '0 1000 1 | 1 2 3')
})
