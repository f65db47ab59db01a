import t from 'tap'
import { entriesOf } from './io-stats.ts'
import { cpuStats, statsText } from './stats.ts'

t.test('microseconds become nanoseconds, counts stay', async (t) => {
  const stat = new Map([
    ['usage_usec', 2_697_071n],
    ['user_usec', 1_869_023n],
    ['system_usec', 828_048n],
    ['nr_periods', 38n],
    ['nr_throttled', 35n],
    ['throttled_usec', 1_680_385n],
  ])
  // What runc 1.1.5 prints for the same numbers.
  t.equal(
    statsText(cpuStats(stat)),
    '{"usage":{"total":2697071000,"kernel":828048000,"user":1869023000},"throttling":{"periods":38,"throttledPeriods":35,"throttledTime":1680385000}}',
  )
})

t.test('without the controller nothing was throttled', async (t) => {
  const { throttling } = cpuStats(new Map([['usage_usec', 1n]]))
  t.same(throttling, { periods: 0n, throttledPeriods: 0n, throttledTime: 0n })
})

t.test('no digit of 64 bits gets lost', async (t) => {
  t.equal(
    statsText({ limit: 2n ** 64n - 1n }),
    '{"limit":18446744073709551615}',
  )
  t.equal(statsText({ id: '12n', n: 1n }), '{"id":"12n","n":1}')
})

t.test('io.stat has a line for each disk', async (t) => {
  const text =
    '7:1 \n7:0 rbytes=4096 wbytes=0 rios=1 wios=2 dbytes=8192 dios=3\n'
  const disk = { major: 7, minor: 0 }
  t.same(entriesOf(text, 'bytes'), [
    { ...disk, op: 'Read', value: 4096n },
    { ...disk, op: 'Write', value: 0n },
    { ...disk, op: 'Discard', value: 8192n },
  ])
  t.match(entriesOf(text, 'ios'), [{ value: 1n }, { value: 2n }, { value: 3n }])
  t.same(entriesOf('', 'ios'), [])
})
