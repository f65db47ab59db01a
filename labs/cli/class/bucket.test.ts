import t from 'tap'
import { Bucket } from './bucket.ts'

t.test('Bucket allows so many at once, then one each so often', async (t) => {
  const bucket = new Bucket(3, 1000, 0)
  const taken = (now: number) => bucket.take(now)
  t.same([0, 0, 0, 0].map(taken), [true, true, true, false])
  t.same([999, 1000, 1000].map(taken), [false, true, false])
  t.same([9000, 9000, 9000, 9000].map(taken), [true, true, true, false])
})

t.test('Bucket gives nothing for a clock that was put back', async (t) => {
  const bucket = new Bucket(1, 1000, 50_000)
  t.ok(bucket.take(50_000))
  t.notOk(bucket.take(0))
  t.notOk(bucket.take(999))
  t.ok(bucket.take(1000), 'and it works on with the new time')
})
