import t from 'tap'
import { cpusUsed, idleIn, windowsOf } from './windows.ts'

const sample = (atNs: number, ...texts: (string | null)[]) => ({
  atNs,
  tookNs: 0,
  texts,
})

t.test(
  'windowsOf() gives what grew between samples, for each file',
  async (t) => {
    const [window, ...others] = windowsOf([
      sample(0, 'usage_usec 1000\nnr_periods 1\n', 'usage_usec 5\n'),
      sample(5e8, 'usage_usec 101000\nnr_periods 6\n', 'usage_usec 5\n'),
    ])
    t.same(others, [])
    t.same(window, {
      ms: 500,
      grown: [{ usage_usec: 100_000, nr_periods: 5 }, { usage_usec: 0 }],
    })
  },
)

t.test('cpusUsed() is time used over time passed', async (t) => {
  const [window] = windowsOf([
    sample(0, 'usage_usec 0'),
    sample(1e9, 'usage_usec 200000'),
  ])
  t.equal(window && cpusUsed(window), 0.2)
})

t.test('cpusUsed() is not a number once the file is gone', async (t) => {
  const [window] = windowsOf([sample(0, 'usage_usec 0'), sample(1e9, null)])
  t.ok(Number.isNaN(window && cpusUsed(window)))
})

t.test('idleIn() is what /proc/stat counted as idle', async (t) => {
  const stat = (idle: number) => `cpu  1 2 3 ${idle} 5\ncpu0 1 2 3 ${idle} 5\n`
  const [window] = windowsOf([sample(0, stat(100)), sample(1e9, stat(140))])
  t.equal(window && idleIn(window, 'cpu0', 0), 0.4)
})
