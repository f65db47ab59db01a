import t from 'tap'
import { spanIn } from './paused.ts'

t.test('spanIn() tells time, what was used in it, and memory', (t) => {
  const sample = (atNs: number, used: number, memory: number) => ({
    atNs,
    tookNs: 0,
    texts: [`usage_usec ${used}\nuser_usec 1\n`, `${memory}\n`],
  })
  const samples = [sample(1e6, 100, 4096), sample(31e6, 140, 8192)]
  t.same(spanIn(samples), { ms: 30, usedUs: 40, memory: [4096, 8192] })
  t.end()
})

t.test('spanIn() tells no number where there is no file', (t) => {
  const sample = { atNs: 0, tookNs: 0, texts: [null, null] }
  t.ok(Number.isNaN(spanIn([sample, sample]).usedUs))
  t.end()
})
