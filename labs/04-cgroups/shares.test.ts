import t from 'tap'
import { isWeightFor, weightsFor } from './shares.ts'

t.test('weightsFor() maps both ends of the ranges', async (t) => {
  t.same(weightsFor(2), [1, 1])
  t.same(weightsFor(262_144), [10_000, 10_000])
})

t.test('weightsFor() knows the line and the curve', async (t) => {
  t.same(weightsFor(1024), [39, 100])
  t.equal(weightsFor(512)[0], 20)
})

t.test(
  'isWeightFor() refuses shares as they are, and the default',
  async (t) => {
    for (const shares of [300, 512, 700, 1024, 1400]) {
      t.notOk(isWeightFor(shares, shares))
    }
    t.notOk(isWeightFor(600, 100))
  },
)
