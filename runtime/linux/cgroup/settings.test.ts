import t from 'tap'
import type { Resources } from '../../spec/runtime-spec.ts'
import { controllersOf } from './controllers.ts'
import type { Setting } from './setting.ts'
import { settingsOf } from './settings.ts'

/** Settings as `FILE VALUE`. */
const linesOf = (resources: Resources) =>
  settingsOf(resources).map(({ file, value }) => `${file} ${value}`)

t.test('what is not asked for is not written', async (t) => {
  t.same(settingsOf({}), [])
  t.same(settingsOf({ cpu: {}, memory: {}, blockIO: {} }), [])
  t.same(settingsOf({ devices: [{ allow: false }] }), [])
})

t.test('a quota stands beside its period', async (t) => {
  const CASES = [
    [{ quota: 20000, period: 50000 }, ['cpu.max 20000 50000']],
    [{ quota: 20000 }, ['cpu.max 20000 100000']],
    [{ period: 50000 }, ['cpu.max max 50000']],
    [{ quota: -1, period: 50000 }, ['cpu.max max 50000']],
    [{ burst: 7 }, ['cpu.max.burst 7']],
  ] as const
  for (const [cpu, lines] of CASES) t.same(linesOf({ cpu }), lines)
})

t.test('a burst is 0 while the quota changes', async (t) => {
  t.same(linesOf({ cpu: { quota: 20000, burst: 10000 } }), [
    'cpu.max.burst 0',
    'cpu.max 20000 100000',
    'cpu.max.burst 10000',
  ])
})

t.test('shares become weights, from end to end', async (t) => {
  for (const [shares, weight] of [
    [1, 1],
    [2, 1],
    [512, 20],
    [1024, 39],
    [2048, 79],
    [262_144, 10_000],
    [1_000_000, 10_000],
  ] as const)
    t.same(linesOf({ cpu: { shares } }), [`cpu.weight ${weight}`])
})

t.test('who is idle has no weight', async (t) => {
  t.same(linesOf({ cpu: { shares: 512, idle: 1 } }), ['cpu.idle 1'])
  t.same(linesOf({ cpu: { shares: 512, idle: 0 } }), [
    'cpu.idle 0',
    'cpu.weight 20',
  ])
})

t.test('processors and nodes are lists', async (t) => {
  t.same(linesOf({ cpu: { cpus: '0-1', mems: '0' } }), [
    'cpuset.cpus 0-1',
    'cpuset.mems 0',
  ])
  t.same(linesOf({ cpu: { mems: '0' } }), ['cpuset.mems 0'])
})

t.test('swap is what goes beyond memory, and is limited first', async (t) => {
  const CASES = [
    [{ limit: 10, swap: 30 }, ['memory.swap.max 20', 'memory.max 10']],
    [{ limit: 10, swap: 10 }, ['memory.swap.max 0', 'memory.max 10']],
    [{ limit: 10, swap: -1 }, ['memory.swap.max max', 'memory.max 10']],
    [{ limit: -1 }, ['memory.swap.max max', 'memory.max max']],
    [{ limit: 10 }, ['memory.max 10']],
    [{ reservation: 5 }, ['memory.low 5']],
  ] as const
  for (const [memory, lines] of CASES) t.same(linesOf({ memory }), lines)
})

t.test('a kernel that does not count swap has no limit to set', async (t) => {
  const isOptional = (swap: number) =>
    settingsOf({ memory: { limit: 10, swap } })[0]?.optional
  t.same([10, -1, 11].map(isOptional), [true, true, false])
})

t.test('pids.max is a number or max', async (t) => {
  t.same(linesOf({ pids: { limit: 20 } }), ['pids.max 20'])
  t.same(linesOf({ pids: { limit: -1 } }), ['pids.max max'])
})

t.test('each disk has one line for all of its limits', async (t) => {
  const disk = (minor: number, rate: number) => ({ major: 7, minor, rate })
  t.same(
    linesOf({
      blockIO: {
        throttleReadBpsDevice: [disk(0, 1048576), disk(1, 0)],
        throttleWriteBpsDevice: [disk(0, 2097152)],
        throttleReadIOPSDevice: [disk(1, 30)],
        throttleWriteIOPSDevice: [disk(0, 40)],
      },
    }),
    [
      'io.max 7:0 rbps=1048576 wbps=2097152 wiops=40',
      'io.max 7:1 rbps=max riops=30',
    ],
  )
})

t.test('a share of disks is for BFQ, or converted', async (t) => {
  const weights = (weight: number): Setting[] =>
    settingsOf({
      blockIO: { weight, weightDevice: [{ major: 8, minor: 0, weight }] },
    })
  t.same(weights(500), [
    {
      file: 'io.bfq.weight',
      value: 'default 500',
      otherwise: { file: 'io.weight', value: 'default 4950' },
    },
    {
      file: 'io.bfq.weight',
      value: '8:0 500',
      otherwise: { file: 'io.weight', value: '8:0 4950' },
    },
  ])
  t.match(weights(10)[0]?.otherwise, { value: 'default 1' })
  t.match(weights(1000)[0]?.otherwise, { value: 'default 10000' })
})

t.test('huge pages have two files for each size', async (t) => {
  const hugepageLimits = [{ pageSize: '2MB', limit: 0 }]
  t.same(linesOf({ hugepageLimits }), [
    'hugetlb.2MB.max 0',
    'hugetlb.2MB.rsvd.max 0',
  ])
})

t.test('adapters have a line each', async (t) => {
  const rdma = {
    mlx5_0: { hcaHandles: 2, hcaObjects: 3 },
    a: { hcaObjects: 1 },
  }
  t.same(linesOf({ rdma }), [
    'rdma.max mlx5_0 hca_handle=2 hca_object=3',
    'rdma.max a hca_object=1',
  ])
})

t.test('what is named by its file goes before the rest', async (t) => {
  const lines = linesOf({
    memory: { limit: 10, swap: 30 },
    blockIO: { weight: 10 },
    unified: {
      'memory.max': '20',
      'io.weight': 'default 7',
      'io.max': '7:0 rbps=1\n7:1 rbps=2\n',
    },
  })
  t.same(lines, [
    'memory.swap.max 20',
    'memory.max 20',
    'io.weight default 7',
    'io.max 7:0 rbps=1',
    'io.max 7:1 rbps=2',
  ])
})

t.test('files tell their controllers', async (t) => {
  const settings = settingsOf({
    cpu: { shares: 5, cpus: '0' },
    hugepageLimits: [{ pageSize: '2MB', limit: 0 }],
    unified: { 'cgroup.max.depth': '1', 'cpu.max': 'max', 'misc.max': 'a 1' },
  })
  t.same(controllersOf(settings), ['cpuset', 'cpu', 'hugetlb', 'misc'])
})
