import t from 'tap'
import { Seed } from './seed.ts'

t.test(
  'the same seed and name draw the same value, in any order',
  async (t) => {
    const [a, b] = [new Seed('x'), new Seed('x')]
    b.int('other', 0, 9)
    t.equal(a.hex('name', 4), b.hex('name', 4))
    t.equal(a.int('n', 1, 1000), b.int('n', 1, 1000))
  },
)

t.test('another seed or another name draws another value', async (t) => {
  t.not(new Seed('x').hex('name', 8), new Seed('y').hex('name', 8))
  t.not(new Seed('x').hex('name', 8), new Seed('x').hex('other', 8))
  t.not(new Seed().text, new Seed().text)
})

t.test('int() reaches both ends and nothing beyond', async (t) => {
  const drawn = new Set(
    Array.from({ length: 500 }, (_, index) =>
      new Seed(`${index}`).int('n', 3, 7),
    ),
  )
  t.same([...drawn].sort(), [3, 4, 5, 6, 7])
})

t.test('hex() is as long as it was asked to be', async (t) => {
  t.match(new Seed('x').hex('name', 4), /^[0-9a-f]{8}$/)
  t.match(new Seed('x').hex('name', 16), /^[0-9a-f]{32}$/)
})

t.test('pick() gives an item of the list', async (t) => {
  for (const text of ['a', 'b', 'c', 'd']) {
    t.ok([1, 2, 3].includes(new Seed(text).pick('item', [1, 2, 3])))
  }
})
