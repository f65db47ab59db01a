import t from 'tap'
import { UsageError } from '../errors.ts'
import { milliseconds } from './duration.ts'

t.test('a duration has units', async (t) => {
  t.equal(milliseconds('5s'), 5000)
  t.equal(milliseconds('250ms'), 250)
  t.equal(milliseconds('1.5s'), 1500)
  t.equal(milliseconds('1m30s'), 90_000)
  t.equal(milliseconds('1h'), 3_600_000)
})

t.test('what is none, or no time at all, is refused', async (t) => {
  for (const text of ['', '5', 's', '-5s', '5s ', '0s', '0.1ms', '1d', '5sec'])
    t.throws(() => milliseconds(text), UsageError, text)
})
