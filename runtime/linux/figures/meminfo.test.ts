import t from 'tap'
import { meminfoFor } from './meminfo.ts'

// As a machine with 1 GiB and Linux 6.1 has it, shortened.
const HOST = `MemTotal:         980320 kB
MemFree:          516020 kB
MemAvailable:     761208 kB
Buffers:            4096 kB
Cached:           233988 kB
SwapCached:            0 kB
Active(anon):       1664 kB
SwapTotal:         65532 kB
SwapFree:          65020 kB
Slab:              84384 kB
CommitLimit:      555692 kB
Committed_AS:     755296 kB
VmallocTotal:   34359738367 kB
AnonHugePages:    182272 kB
HugePages_Total:       2
Hugepagesize:       2048 kB
DirectMap4k:       28672 kB
`

const MIB = 1024 * 1024
const UNLIMITED = {
  memoryMax: Number.POSITIVE_INFINITY,
  swapMax: Number.POSITIVE_INFINITY,
  current: 0,
}

function line(text: string, name: string): string | undefined {
  return text.split('\n').find((line) => line.startsWith(`${name}:`))
}

const kib = (text: string, name: string) =>
  Number(line(text, name)?.split(/\s+/)[1])

t.test('the machine is as large as the limit', async (t) => {
  const text = meminfoFor(HOST, {
    memoryMax: 64 * MIB,
    swapMax: 16 * MIB,
    current: 3 * MIB,
  })
  t.equal(line(text, 'MemTotal'), 'MemTotal:          65536 kB')
  t.equal(line(text, 'MemFree'), 'MemFree:           62464 kB')
  t.equal(line(text, 'MemAvailable'), 'MemAvailable:      62464 kB')
  t.equal(line(text, 'SwapTotal'), 'SwapTotal:         16384 kB')
  t.equal(line(text, 'SwapFree'), 'SwapFree:          16384 kB')
})

t.test('without a limit, and above it, the host decides', async (t) => {
  for (const memoryMax of [Number.POSITIVE_INFINITY, 2 ** 40]) {
    const text = meminfoFor(HOST, { ...UNLIMITED, memoryMax })
    t.equal(kib(text, 'MemTotal'), 980320)
    t.equal(kib(text, 'MemFree'), 980320)
    t.equal(kib(text, 'MemAvailable'), 761208, 'what there is')
    t.equal(kib(text, 'SwapTotal'), 65532)
  }
})

t.test('no swap is no swap', async (t) => {
  const text = meminfoFor(HOST, { ...UNLIMITED, swapMax: 0 })
  t.equal(kib(text, 'SwapTotal'), 0)
  t.equal(kib(text, 'SwapFree'), 0)
})

t.test('a cgroup that is full has nothing free, and not less', async (t) => {
  const text = meminfoFor(HOST, {
    ...UNLIMITED,
    memoryMax: 4 * MIB,
    current: 4 * MIB + 4096,
  })
  t.equal(kib(text, 'MemFree'), 0)
  t.equal(kib(text, 'MemAvailable'), 0)
})

t.test('what is in use on the host is not told', async (t) => {
  const text = meminfoFor(HOST, UNLIMITED)
  const secret = ['Buffers', 'Cached', 'Active(anon)', 'Slab', 'Committed_AS']
  for (const name of [...secret, 'AnonHugePages'])
    t.equal(kib(text, name), 0, name)
})

t.test('all lines are there, in their columns', async (t) => {
  const text = meminfoFor(HOST, { ...UNLIMITED, memoryMax: 4096 })
  const names = (text: string) =>
    text.split('\n').map((line) => line.split(':')[0])
  t.same(names(text), names(HOST))
  const widths = (text: string) => text.split('\n').map(({ length }) => length)
  t.same(widths(text), widths(HOST))
  for (const name of ['VmallocTotal', 'Hugepagesize', 'HugePages_Total'])
    t.equal(line(text, name), line(HOST, name))
})

t.test('a kernel without swap has no lines about it', async (t) => {
  const text = meminfoFor('MemTotal:  1000 kB\n', UNLIMITED)
  t.equal(text, 'MemTotal:  1000 kB\n')
})
