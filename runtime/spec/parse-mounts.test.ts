import t from 'tap'
import { SpecError } from '../errors.ts'
import { JsonValue } from './json-value.ts'
import {
  parseDevices,
  parseMounts,
  parsePaths,
  parsePropagation,
  refuseWithoutOwnMounts,
} from './parse-mounts.ts'

const json = (value: unknown) => new JsonValue(value, '/box/config.json')

/** Where an error points to, and what it wants. */
function faultOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof SpecError) return `${error.pointer} ${error.wanted}`
    throw error
  }
  return 'nothing'
}

const mounts = (...mounts: unknown[]) => parseMounts(json({ mounts }))

t.test('a mount keeps what it says', async (t) => {
  const mount = {
    destination: '/data',
    type: 'tmpfs',
    source: 'shm',
    options: ['nosuid', 'size=64k'],
  }
  t.same(mounts(mount), [mount])
  t.same(mounts({ destination: '/proc', type: 'proc' }), [
    { destination: '/proc', type: 'proc', options: [] },
  ])
  t.same(parseMounts(json({})), [])
})

t.test('the source of a bind mount is relative to the bundle', async (t) => {
  const sourceOf = (source: string, ...options: string[]) =>
    mounts({ destination: '/data', source, type: 'none', options })[0]?.source
  t.equal(sourceOf('data', 'bind'), '/box/data')
  t.equal(sourceOf('../data', 'rbind', 'ro'), '/data')
  t.equal(sourceOf('/data', 'rbind'), '/data')
  const [mount] = mounts({ destination: '/data', source: 'data', type: 'bind' })
  t.equal(mount?.source, '/box/data')
})

const WRONG: readonly (readonly [mount: object, pointer: string])[] = [
  [{ type: 'tmpfs' }, 'destination an absolute path'],
  [{ destination: 'data', type: 'tmpfs' }, 'destination an absolute path'],
  [{ destination: '/', type: 'tmpfs' }, 'destination a path below "/"'],
  [{ destination: '/./..', type: 'tmpfs' }, 'destination a path below "/"'],
  [{ destination: '/data' }, 'type a filesystem, or "bind" among the options'],
  [{ destination: '/data', type: 'none' }, 'type a filesystem'],
  [{ destination: '/data', type: 'bind' }, 'source a path of the host'],
  [
    { destination: '/data', type: 'tmpfs', options: [''] },
    'options/0 an option',
  ],
  [{ destination: '/data', type: 'tmpfs', options: 'ro' }, 'options a list'],
  [
    { destination: '/data', source: '/', options: ['rbind', 'size=4k'] },
    'options/1 an option of mounts',
  ],
  [
    { destination: '/data', source: '/', options: ['sync', 'bind'] },
    'options/0 an option of mounts',
  ],
]

for (const [mount, fault] of WRONG)
  t.test(`${JSON.stringify(mount)} is refused`, async (t) => {
    const good = { destination: '/first', type: 'tmpfs' }
    t.match(
      faultOf(() => mounts(good, mount)),
      `/mounts/1/${fault}`,
    )
  })

t.test('a bind mount may say what is so anyway', async (t) => {
  const options = ['bind', 'defaults', 'async', 'nolazytime', 'rro', 'rslave']
  const mount = { destination: '/data', source: '/', options }
  t.same(mounts(mount), [mount])
})

t.test('a remount needs no type and no source', async (t) => {
  const mount = { destination: '/data', options: ['bind', 'remount', 'ro'] }
  t.same(mounts(mount), [mount])
})

t.test('a remount changes no filesystem that the host has too', async (t) => {
  const change = { destination: '/data', options: ['remount', 'ro'] }
  const tmpfs = { destination: '/data', type: 'tmpfs' }
  const bind = { destination: '/data', type: 'bind', source: '/srv' }
  const fault = (...list: object[]) => faultOf(() => mounts(...list))
  t.equal(fault(tmpfs, change), 'nothing')
  t.match(fault(change), '/mounts/0/options options with "bind"')
  t.match(fault(bind, change), '/mounts/1/options options with "bind"')
  t.match(fault(tmpfs, bind, change), '/mounts/2/options options with "bind"')
})

const devices = (...devices: unknown[]) => parseDevices(json({ devices }))

t.test('a device keeps what it says', async (t) => {
  const tun = {
    path: '/dev/net/tun',
    type: 'c',
    major: 10,
    minor: 200,
    fileMode: 0o600,
    uid: 1,
    gid: 2,
  }
  t.same(devices(tun), [tun])
  t.same(devices({ path: '/dev/pipe', type: 'p' }), [
    { path: '/dev/pipe', type: 'p' },
  ])
  t.same(parseDevices(json({})), [])
})

t.test('the type of the file is no part of its mode', async (t) => {
  const [device] = devices({ path: '/dev/pipe', type: 'p', fileMode: 0o10644 })
  t.equal(device?.fileMode, 0o644)
})

t.test('wrong devices are refused', async (t) => {
  const node = { path: '/dev/x', type: 'c', major: 1, minor: 3 }
  const fault = (change: object) =>
    faultOf(() => devices({ ...node, ...change }))
  t.match(fault({ path: 'dev/x' }), '/devices/0/path an absolute path')
  t.match(fault({ path: '/dev/' }), '/devices/0/path the path of a file')
  t.match(fault({ path: '/dev/..' }), '/devices/0/path the path of a file')
  t.match(fault({ type: 'x' }), '/devices/0/type "c", "u", "b" or "p"')
  t.match(fault({ major: undefined }), '/devices/0/major a whole number')
  t.match(fault({ major: 4096 }), '/devices/0/major a number up to 4095')
  t.match(fault({ minor: -1 }), '/devices/0/minor a whole number')
  t.match(fault({ minor: 1 << 20 }), '/devices/0/minor a number up to 1048575')
})

t.test('paths are absolute', async (t) => {
  t.same(parsePaths(json(['/a', '/b'])), ['/a', '/b'])
  t.match(
    faultOf(() => parsePaths(json(['/a', 'b']))),
    '/1 an absolute path',
  )
})

t.test('a propagation may have the r that engines write', async (t) => {
  t.equal(parsePropagation(json('slave')), 'slave')
  t.equal(parsePropagation(json('rslave')), 'slave')
  t.equal(parsePropagation(json(undefined)), undefined)
  t.equal(parsePropagation(json('')), undefined)
  t.match(
    faultOf(() => parsePropagation(json('public'))),
    '"shared" or "slave"',
  )
})

t.test('mounts need a mount namespace that is new', async (t) => {
  const asking = [
    ['/mounts', { mounts: [{}] }],
    ['/root/readonly', { root: { readonly: true } }],
    ['/linux/devices', { linux: { devices: [{}] } }],
    ['/linux/maskedPaths', { linux: { maskedPaths: ['/x'] } }],
    ['/linux/readonlyPaths', { linux: { readonlyPaths: ['/x'] } }],
    ['/linux/rootfsPropagation', { linux: { rootfsPropagation: 'slave' } }],
  ] as const
  for (const [pointer, change] of asking) {
    const config = json({ root: {}, ...change })
    const refused = (...namespaces: { type: 'mount'; path?: string }[]) =>
      faultOf(() => refuseWithoutOwnMounts(config, namespaces))
    t.match(refused(), `${pointer} absent or empty without a new mount`)
    t.match(refused({ type: 'mount', path: '/x' }), pointer)
    t.equal(refused({ type: 'mount' }), 'nothing')
  }
  const empty = {
    root: { readonly: false },
    mounts: [],
    linux: { devices: [] },
  }
  t.equal(
    faultOf(() => refuseWithoutOwnMounts(json(empty), [])),
    'nothing',
  )
})
