import t from 'tap'
import { offsetsText } from './time.ts'

t.test('a line for each clock that has an offset', async (t) => {
  t.equal(
    offsetsText({
      monotonic: { secs: -3, nanosecs: 7 },
      boottime: { secs: 86400, nanosecs: 0 },
    }),
    'monotonic -3 7\nboottime 86400 0\n',
  )
  const boottime = { secs: 1, nanosecs: 2 }
  t.equal(offsetsText({ boottime }), 'boottime 1 2\n')
})
