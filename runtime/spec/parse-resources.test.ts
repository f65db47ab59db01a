import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { JsonValue } from './json-value.ts'
import { parseResources } from './parse-resources.ts'
import { parseJson, parseSpec } from './parse-spec.ts'
import type { Linux, Resources } from './runtime-spec.ts'

const linuxOf = (linux: unknown): Linux | undefined =>
  parseSpec(JSON.stringify({ ...plainSpec(), linux }), 'config.json').linux

/** Limits in text of their own, as `update` is given them. */
function readResources(text: string, file: string, before: Resources = {}) {
  const value = new JsonValue(parseJson(text, file), file)
  return parseResources(value, before) ?? {}
}

function errorOf(act: () => unknown): SpecError {
  try {
    act()
  } catch (error) {
    if (error instanceof SpecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const ALL = {
  devices: [
    { allow: false, access: 'rwm' },
    { allow: true, type: 'c', major: 1, minor: 3, access: 'rw' },
  ],
  memory: { limit: 64, reservation: 32, swap: 128, checkBeforeUpdate: true },
  cpu: {
    ...{ shares: 512, quota: 20000, burst: 0, period: 100000, idle: 0 },
    ...{ cpus: '0-3,7', mems: '0' },
  },
  pids: { limit: 20 },
  blockIO: {
    weight: 10,
    weightDevice: [{ major: 8, minor: 0, weight: 1000 }],
    throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 0 }],
    throttleWriteIOPSDevice: [{ major: 8, minor: 0, rate: 9 }],
  },
  hugepageLimits: [{ pageSize: '2MB', limit: 0 }],
  rdma: { mlx5_0: { hcaHandles: 1 } },
  unified: { 'memory.high': '5' },
}

t.test('every limit is read', async (t) => {
  t.same(linuxOf({ resources: ALL })?.resources, ALL)
})

t.test('what asks for nothing is absent', async (t) => {
  for (const resources of [
    {},
    null,
    { devices: [], memory: {}, cpu: { cpus: '' }, unified: {} },
    { pids: { limit: 0 }, cpu: { shares: 0, quota: 0, period: 0 } },
    { memory: { limit: 0, kernelTCP: 0, disableOOMKiller: false } },
    { memory: { swappiness: null, kernel: -1 }, network: { priorities: [] } },
    { blockIO: { weight: 0, leafWeight: 0, throttleReadBpsDevice: [] } },
  ])
    t.notOk('resources' in (linuxOf({ resources }) ?? {}))
})

t.test('numbers that no machine has are no limit', async (t) => {
  // As Go prints the largest of int64 and of uint64.
  const text =
    '{"memory":{"limit":9223372036854775807},"pids":{"limit":-1},"hugepageLimits":[{"pageSize":"1GB","limit":18446744073709551615}]}'
  t.same(readResources(text, 'limits.json'), {
    memory: { limit: -1 },
    pids: { limit: -1 },
    hugepageLimits: [{ pageSize: '1GB', limit: -1 }],
  })
})

t.test('of a rule for devices, -1 and "" say nothing', async (t) => {
  const rule = { allow: true, type: '', major: 1, minor: -1, access: '' }
  t.same(linuxOf({ resources: { devices: [rule] } })?.resources?.devices, [
    { allow: true, major: 1 },
  ])
})

const WRONG: readonly (readonly [resources: unknown, pointer: string])[] = [
  [{ memory: { limit: -2 } }, '/memory/limit'],
  [{ memory: { limit: 1.5 } }, '/memory/limit'],
  [{ memory: { limit: '64m' } }, '/memory/limit'],
  [{ memory: { swap: 5 } }, '/memory/swap'],
  [{ memory: { limit: -1, swap: 5 } }, '/memory/swap'],
  [{ memory: { limit: 6, swap: 5 } }, '/memory/swap'],
  [{ memory: { swappiness: 60 } }, '/memory/swappiness'],
  [{ memory: { disableOOMKiller: true } }, '/memory/disableOOMKiller'],
  [{ memory: { kernel: 4096 } }, '/memory/kernel'],
  [{ cpu: { shares: -1 } }, '/cpu/shares'],
  [{ cpu: { idle: 2 } }, '/cpu/idle'],
  [{ cpu: { cpus: 'all' } }, '/cpu/cpus'],
  [{ cpu: { mems: '0\n1' } }, '/cpu/mems'],
  [{ cpu: { realtimeRuntime: 950000 } }, '/cpu/realtimeRuntime'],
  [{ pids: { limit: '20' } }, '/pids/limit'],
  [{ blockIO: { weight: 9 } }, '/blockIO/weight'],
  [{ blockIO: { weight: 1001 } }, '/blockIO/weight'],
  [{ blockIO: { leafWeight: 10 } }, '/blockIO/leafWeight'],
  [
    { blockIO: { throttleReadBpsDevice: [{ major: 8, rate: 1 }] } },
    '/blockIO/throttleReadBpsDevice/0/minor',
  ],
  [
    { hugepageLimits: [{ pageSize: '../../memory', limit: 1 }] },
    '/hugepageLimits/0/pageSize',
  ],
  [{ hugepageLimits: [{ limit: 1 }] }, '/hugepageLimits/0/pageSize'],
  [{ rdma: { 'a b': {} } }, '/rdma/a b'],
  [{ network: { classID: 1 } }, '/network'],
  [{ unified: { '../memory.max': '1' } }, '/unified/..~1memory.max'],
  [{ unified: { '..': '1' } }, '/unified/..'],
  [{ unified: { 'cgroup.procs': '1' } }, '/unified/cgroup.procs'],
  [{ unified: { 'memory.max': 1 } }, '/unified/memory.max'],
  [{ devices: [{}] }, '/devices/0/allow'],
  [{ devices: [{ allow: true, type: 'p' }] }, '/devices/0/type'],
  [{ devices: [{ allow: true, major: -2 }] }, '/devices/0/major'],
  [{ devices: [{ allow: true, access: 'rx' }] }, '/devices/0/access'],
]

for (const [resources, pointer] of WRONG)
  t.test(`${JSON.stringify(resources)} is refused`, async (t) => {
    const error = errorOf(() => linuxOf({ resources }))
    t.equal(error.pointer, `/linux/resources${pointer}`)
  })

t.test('a path of a cgroup stays below its beginning', async (t) => {
  for (const cgroupsPath of ['/a/b', 'a', 'a/../b', './a', 'x:y:z'])
    t.equal(linuxOf({ cgroupsPath })?.cgroupsPath, cgroupsPath)
  t.notOk('cgroupsPath' in (linuxOf({ cgroupsPath: '' }) ?? {}))
  t.equal(linuxOf({ cgroupsPath: '/a//b//' })?.cgroupsPath, '/a//b')
  for (const cgroupsPath of ['/', '.', '..', '../a', 'a/../../b', '/..', 5])
    t.equal(
      errorOf(() => linuxOf({ cgroupsPath })).pointer,
      '/linux/cgroupsPath',
    )
})

t.test('new limits go onto those that hold', async (t) => {
  const before = {
    memory: { limit: 64, reservation: 32 },
    cpu: { period: 50000 },
    pids: { limit: 9 },
    unified: { 'memory.high': '5' },
  }
  const parse = (value: object) =>
    parseResources(new JsonValue(value, 'the command line'), before)
  t.same(parse({}), before)
  t.same(parse({ cpu: { quota: 20000 }, memory: { swap: 100, limit: 70 } }), {
    ...before,
    cpu: { period: 50000, quota: 20000 },
    memory: { limit: 70, reservation: 32, swap: 100 },
  })
  t.equal(
    errorOf(() => parse({ memory: { swap: 63 } })).pointer,
    '/memory/swap',
  )
  // What it was asked for may stand there already.
  t.same(parse({ memory: { limit: -1 } })?.memory, {
    limit: -1,
    reservation: 32,
  })
})

t.test('text of its own has pointers of its own', async (t) => {
  const error = errorOf(() => readResources('{"pids":{"limit":-5}}', 'x.json'))
  t.match(error, { file: 'x.json', pointer: '/pids/limit' })
  t.match(
    errorOf(() => readResources('{', 'x.json')),
    { wanted: 'JSON' },
  )
})
