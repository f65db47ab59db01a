import t from 'tap'
import { fits, speedsIn } from './rated.ts'

const sample = (atNs: number, text: string | null) => ({
  atNs,
  tookNs: 0,
  texts: [text],
})

t.test('speedsIn() tells bytes a second of one disk', (t) => {
  const samples = [
    sample(0, null),
    sample(5e8, '7:0 rbytes=4096 wbytes=8192\n7:1 rbytes=1 wbytes=1\n'),
    sample(1e9, '7:1 rbytes=9 wbytes=9\n7:0 rbytes=8192 wbytes=8192\n'),
  ]
  t.same(speedsIn(samples, '7:0'), [
    { read: 8192, write: 16_384 },
    { read: 8192, write: 0 },
  ])
  t.end()
})

t.test('fits() allows for bursts, and not for another limit', (t) => {
  t.equal(fits(1000, 1250), true)
  t.equal(fits(1000, 750), true)
  t.equal(fits(1000, 1400), false)
  t.equal(fits(1000, 600), false)
  t.equal(fits(1000, Number.NaN), false)
  t.end()
})
