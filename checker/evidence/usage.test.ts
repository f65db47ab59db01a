import t from 'tap'
import type { CgroupTexts } from './cgroup-look.ts'
import { hasLimit, usageOf } from './usage.ts'

type Texts = CgroupTexts['texts']

/** Files of a cgroup as a 6.1 kernel writes them. */
const TEXTS: Texts = {
  'cgroup.events': 'populated 1\nfrozen 0\n',
  'cgroup.procs': '812\n813\n',
  'cpu.stat':
    'usage_usec 1000000\nuser_usec 1\nsystem_usec 2\nnr_periods 10\nnr_throttled 2\nthrottled_usec 5\n',
  'cpu.max': '20000 100000\n',
  'cpu.weight': '100\n',
  'memory.current': '10485760\n',
  'memory.max': '67108864\n',
  'memory.high': 'max\n',
  'memory.peak': '12582912\n',
  'memory.swap.current': '4096\n',
  'memory.swap.max': '0\n',
  'memory.events': 'low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\n',
  'pids.current': '4\n',
  'pids.max': '20\n',
  'io.stat':
    '7:0 rbytes=1048576 wbytes=0 rios=2 wios=0\n254:0 rbytes=0 wbytes=512\n',
  'io.max': '7:0 rbps=max wbps=1024 riops=max wiops=120\n',
}

const texts = (atNs: number, changes: Texts = {}): CgroupTexts => ({
  path: '/demo',
  id: 7,
  atNs,
  program: 'burner',
  texts: { ...TEXTS, ...changes },
})

t.test('usageOf() divides what was counted by the time between', async (t) => {
  const later = texts(6.5e9, {
    'cpu.stat': 'usage_usec 1300000\nnr_periods 25\nnr_throttled 14\n',
    'io.stat':
      '7:0 rbytes=4194304 wbytes=0 rios=2 wios=0\n254:0 rbytes=0 wbytes=2048\n',
  })
  const { seconds, cpu, io } = usageOf(later, texts(5e9))
  t.equal(seconds, 1.5)
  t.equal(cpu.percent, 20, 'of one CPU')
  t.equal(cpu.throttled, 0.8, '12 of 15 periods')
  t.equal(io.read, 2 * 1024 * 1024, 'over all disks')
  t.equal(io.write, 1024)
})

t.test('usageOf() knows levels and limits at the first look', async (t) => {
  const usage = usageOf(texts(5e9), null)
  t.equal(usage.seconds, 0)
  t.same(usage.cpu, {
    percent: Number.NaN,
    quotaPercent: 20,
    weight: 100,
    throttled: Number.NaN,
  })
  t.same(usage.memory, {
    current: 10 * 1024 * 1024,
    max: 64 * 1024 * 1024,
    high: Number.POSITIVE_INFINITY,
    peak: 12 * 1024 * 1024,
    swap: 4096,
    swapMax: 0,
    oomKills: 3,
  })
  t.same(usage.pids, { current: 4, max: 20 })
  t.equal(usage.io.readMax, Number.POSITIVE_INFINITY)
  t.equal(usage.io.writeMax, 1024)
  t.equal(usage.frozen, false)
})

t.test(
  'usageOf() says nothing of a share when no period went by',
  async (t) => {
    const { cpu } = usageOf(texts(5.02e9), texts(5e9))
    t.equal(cpu.percent, 0)
    t.ok(Number.isNaN(cpu.throttled))
  },
)

t.test(
  'usageOf() reads "max", "frozen 1" and absent controllers',
  async (t) => {
    const open = usageOf(
      texts(5e9, {
        'cpu.max': 'max 100000\n',
        'cgroup.events': 'populated 1\nfrozen 1\n',
      }),
      null,
    )
    t.equal(open.cpu.quotaPercent, Number.POSITIVE_INFINITY)
    t.equal(open.frozen, true)

    const bare = { 'cgroup.procs': '812\n813\n', 'cpu.stat': null }
    const without = { ...texts(6e9), texts: bare }
    const usage = usageOf(without, { ...texts(5e9), texts: bare })
    t.ok(Number.isNaN(usage.cpu.percent))
    t.ok(Number.isNaN(usage.memory.current))
    t.equal(usage.pids.current, 2, 'the list of processes is always there')
    t.notOk(hasLimit(usage))
  },
)

t.test('hasLimit() takes any limit, but no weight', async (t) => {
  const none: Texts = {
    'cpu.max': 'max 100000',
    'memory.max': 'max',
    'memory.swap.max': 'max',
    'pids.max': 'max',
    'io.max': '',
    'cpu.weight': '50',
  }
  const limits = (changes: Texts) =>
    hasLimit(usageOf(texts(0, { ...none, ...changes }), null))
  t.notOk(limits({}))
  t.ok(limits({ 'cpu.max': '1000 100000' }))
  t.ok(limits({ 'memory.high': '4096' }))
  t.ok(limits({ 'pids.max': '0' }))
  t.ok(limits({ 'io.max': '7:0 rbps=1 wbps=max riops=max wiops=max' }))
})
