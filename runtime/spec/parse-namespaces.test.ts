import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'
import type { Linux, Spec } from './runtime-spec.ts'

const parse = (linux: unknown, more: object = {}): Spec =>
  parseSpec(JSON.stringify({ ...plainSpec(), ...more, linux }), 'config.json')

const linuxOf = (linux: unknown): Linux | undefined => parse(linux).linux

function errorOf(linux: unknown, more: object = {}): SpecError {
  try {
    parse(linux, more)
  } catch (error) {
    if (error instanceof SpecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const MAP = [{ containerID: 0, hostID: 100000, size: 65536 }]
const MAPS = { uidMappings: MAP, gidMappings: MAP }
const USER = { namespaces: [{ type: 'user' }] }
const TIME = { namespaces: [{ type: 'time' }] }

t.test('all eight types are read, in their order', async (t) => {
  const types = ['time', 'user', 'pid', 'mount', 'uts', 'ipc', 'network']
  const namespaces = [...types, 'cgroup'].map((type) => ({ type }))
  t.same(linuxOf({ namespaces, ...MAPS })?.namespaces, namespaces)
})

t.test('a path is kept, an empty one is none', async (t) => {
  const namespaces = [
    { type: 'uts', path: '/proc/1/ns/uts' },
    { type: 'ipc', path: '' },
  ]
  t.same(linuxOf({ namespaces })?.namespaces, [
    { type: 'uts', path: '/proc/1/ns/uts' },
    { type: 'ipc' },
  ])
})

const WRONG: readonly (readonly [
  linux: unknown,
  pointer: string,
  wanted: RegExp,
])[] = [
  [{ namespaces: {} }, '', /a list/],
  [{ namespaces: ['pid'] }, '/0', /an object/],
  [{ namespaces: [{}] }, '/0/type', /one of cgroup, ipc, mount/],
  [{ namespaces: [{ type: 'mnt' }] }, '/0/type', /one of/],
  [
    { namespaces: [{ type: 'pid' }, { type: 'pid', path: '/a' }] },
    '/1/type',
    /not there yet/,
  ],
  [{ namespaces: [{ type: 'pid', path: 'ns/pid' }] }, '/0/path', /absolute/],
  [{ namespaces: [{ type: 'pid', path: 1 }] }, '/0/path', /absolute/],
]

for (const [linux, pointer, wanted] of WRONG)
  t.test(`${JSON.stringify(linux)} is refused`, async (t) => {
    const error = errorOf(linux)
    t.equal(error.pointer, `/linux/namespaces${pointer}`)
    t.match(error.wanted, wanted)
  })

t.test('mappings are ranges', async (t) => {
  t.same(linuxOf({ ...USER, ...MAPS })?.uidMappings, MAP)
  const [range] = MAP
  for (const [member, value] of [
    ['size', 0],
    ['size', undefined],
    ['hostID', -1],
    ['containerID', 2 ** 32],
  ] as const) {
    const uidMappings = [{ ...range, [member]: value }]
    const error = errorOf({ ...USER, ...MAPS, uidMappings })
    t.equal(error.pointer, `/linux/uidMappings/0/${member}`)
  }
})

t.test('a new user namespace wants its root mapped', async (t) => {
  for (const name of ['uidMappings', 'gidMappings']) {
    const others = [{ containerID: 1, hostID: 100000, size: 10 }]
    for (const mappings of [undefined, [], others]) {
      const error = errorOf({ ...USER, ...MAPS, [name]: mappings })
      t.equal(error.pointer, `/linux/${name}`)
      t.match(error.wanted, /containerID 0/)
    }
  }
})

t.test('mappings want a user namespace that is new', async (t) => {
  const joined = { namespaces: [{ type: 'user', path: '/proc/1/ns/user' }] }
  for (const linux of [{ namespaces: [] }, joined]) {
    const error = errorOf({ ...linux, ...MAPS })
    t.equal(error.pointer, '/linux/uidMappings')
    t.match(error.wanted, /"user" namespace without "path"/)
    t.same(parse(linux).linux, linux)
  }
})

t.test('offsets have a sign, nanoseconds have none', async (t) => {
  const timeOffsets = {
    monotonic: { secs: -5 },
    boottime: { secs: 1, nanosecs: 999_999_999 },
  }
  t.same(linuxOf({ ...TIME, timeOffsets })?.timeOffsets, {
    monotonic: { secs: -5, nanosecs: 0 },
    boottime: { secs: 1, nanosecs: 999_999_999 },
  })
  for (const [clock, offset, place] of [
    ['monotonic', { secs: 0.5 }, '/secs'],
    ['monotonic', { secs: 1, nanosecs: 1e9 }, '/nanosecs'],
    ['boottime', { secs: 1, nanosecs: -1 }, '/nanosecs'],
    ['boottime', 5, ''],
    ['realtime', { secs: 1 }, ''],
  ] as const) {
    const error = errorOf({ ...TIME, timeOffsets: { [clock]: offset } })
    t.equal(error.pointer, `/linux/timeOffsets/${clock}${place}`)
  }
})

t.test('offsets want a time namespace that is new', async (t) => {
  const timeOffsets = { boottime: { secs: 1 } }
  const joined = { namespaces: [{ type: 'time', path: '/proc/1/ns/time' }] }
  for (const linux of [{ namespaces: [] }, joined])
    t.equal(errorOf({ ...linux, timeOffsets }).pointer, '/linux/timeOffsets')
  t.same(parse({ ...joined, timeOffsets: {} }).linux, joined)
})

t.test('names want a UTS namespace, new or joined', async (t) => {
  for (const name of ['hostname', 'domainname']) {
    const more = { [name]: 'box' }
    const error = errorOf({ namespaces: [] }, more)
    t.equal(error.pointer, `/${name}`)
    t.match(error.wanted, /rename the host/)
    t.equal(errorOf(undefined, more).pointer, `/${name}`)
    const own = { namespaces: [{ type: 'uts' }] }
    t.match(parse(own, more), more)
    const joined = { namespaces: [{ type: 'uts', path: '/proc/1/ns/uts' }] }
    t.match(parse(joined, more), more)
  }
})

t.test('mounts want a mount namespace that is new', async (t) => {
  const mounts = [{ destination: '/proc', type: 'proc' }]
  t.equal(errorOf({ namespaces: [] }, { mounts }).pointer, '/mounts')
})
