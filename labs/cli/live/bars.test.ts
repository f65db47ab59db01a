import t from 'tap'
import { bar, curve } from './bars.ts'

const drawn = (share: number, columns: number) => {
  const { full, empty } = bar(share, columns)
  return full + empty
}

t.test('bar() is filled in eighths of a character', async (t) => {
  t.equal(drawn(0, 4), '░░░░')
  t.equal(drawn(0.5, 4), '██░░')
  t.equal(drawn(0.53125, 4), '██▏░')
  t.equal(drawn(1, 4), '████')
})

t.test(
  'bar() shows what is hardly there, and no more than there is',
  async (t) => {
    t.equal(drawn(0.0001, 4), '▏░░░')
    t.equal(drawn(7, 4), '████')
    t.equal(drawn(Number.NaN, 4), '░░░░')
    t.equal(drawn(-1, 4), '░░░░')
  },
)

t.test('curve() has the latest value at the right', async (t) => {
  t.equal(curve([0, 0.5, 1], 3), '▁▅█')
  t.equal(curve([0, 0.5, 1], 2), '▅█')
  t.equal(curve([1], 3), '  █')
  t.equal(curve([Number.NaN, 0, 9], 3), ' ▁█')
  t.equal(curve([1, 1], 0), '')
})
