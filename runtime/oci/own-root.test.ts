import t from 'tap'
import type { Linux, Spec } from '../spec/runtime-spec.ts'
import { describe, Program } from '../sys/program.ts'
import { recordOwnRoot } from './own-root.ts'

const ROOTFS = '/srv/box/rootfs'

type Change = Partial<Omit<Spec, 'linux'>> & { linux?: Partial<Linux> }

const SPEC: Spec & { linux: Linux } = {
  ociVersion: '1.2.0',
  root: { path: 'rootfs' },
  process: { args: ['sh'], env: [], cwd: '/srv' },
  linux: { namespaces: [{ type: 'mount' }] },
}

/** The calls recorded for a specification. */
function callsOf({ linux, ...change }: Change = {}): string[] {
  const child = new Program()
  const spec = { ...SPEC, linux: { ...SPEC.linux, ...linux }, ...change }
  recordOwnRoot(child, { spec, rootfs: ROOTFS })
  return child.steps.map((step) => describe(step))
}

/** The calls of one name. */
const only = (name: string, change: Change) =>
  callsOf(change).filter((call) => call.startsWith(`${name}(`))

t.test('without wishes there is a root, and nothing else', async (t) => {
  t.same(callsOf(), [
    'umask(0)',
    `open_tree(AT_FDCWD, "${ROOTFS}", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_SYMLINK_NOFOLLOW|AT_RECURSIVE)`,
    `move_mount($1, "", AT_FDCWD, "${ROOTFS}", MOVE_MOUNT_F_EMPTY_PATH)`,
    'mount_setattr($1, "", AT_EMPTY_PATH|AT_RECURSIVE, {propagation=MS_PRIVATE}, 32)',
    'openat(AT_FDCWD, "/", O_RDONLY|O_CLOEXEC|O_PATH, 0)',
    'fchdir($1)',
    'pivot_root(".", ".")',
    'fchdir($4)',
    'mount(NULL, ".", NULL, MS_REC|MS_SLAVE, NULL)',
    'umount2(".", MNT_DETACH)',
    'close($4)',
    'chdir("/")',
    'close($1)',
    'umask($0)',
    'openat2(AT_FDCWD, "/srv", {flags=O_DIRECTORY|O_CLOEXEC|O_PATH, resolve=RESOLVE_NO_MAGICLINKS}, 24)',
    'fchdir($14)',
    'close($14)',
  ])
})

t.test('no place inside is named by a path of the host', async (t) => {
  const calls = callsOf({
    mounts: [
      { destination: '/dev', type: 'tmpfs', options: ['ro'] },
      { destination: '/a/b', source: '/etc', options: ['bind'] },
    ],
    linux: {
      devices: [{ path: '/dev/x/y', type: 'p' }],
      maskedPaths: ['/proc/keys'],
      readonlyPaths: ['/proc/sys'],
    },
  })
  const inside = calls.filter((call) =>
    /^(openat2|mkdirat|mknodat|symlinkat)/.test(call),
  )
  t.ok(inside.length > 20)
  for (const call of inside.slice(0, -1)) t.notMatch(call, 'AT_FDCWD')
  const resolved = inside.filter((call) => call.startsWith('openat2'))
  for (const call of resolved.slice(0, -1))
    t.match(call, /^openat2\(\$1, "[^/].*RESOLVE_IN_ROOT/)
})

t.test('mounts come in their order, before the old root goes', async (t) => {
  const calls = callsOf({
    mounts: [
      { destination: '/proc', type: 'proc', options: [] },
      { destination: '/data', type: 'bind', source: '/srv', options: ['ro'] },
      { destination: '/run', type: 'cgroup', options: [] },
    ],
    linux: { maskedPaths: ['/x'] },
  })
  const order = [
    'fsopen("proc"',
    'open_tree(AT_FDCWD, "/srv"',
    'fsopen("cgroup2"',
    '"/dev/null"',
    'pivot_root',
    'umount2',
  ]
  const places = order.map((text) =>
    calls.findIndex((call) => call.includes(text)),
  )
  t.same(
    places,
    [...places].sort((a, b) => a - b),
  )
  t.notOk(places.includes(-1))
})

t.test('a bind mount is read-only before it is attached', async (t) => {
  const calls = callsOf({
    mounts: [{ destination: '/a', source: '/b', options: ['rbind', 'rro'] }],
  })
  const at = (text: string) => calls.findIndex((call) => call.includes(text))
  t.match(calls[at('"/b"')], 'AT_RECURSIVE')
  t.match(calls[at('MOUNT_ATTR_RDONLY')], /AT_EMPTY_PATH\|AT_RECURSIVE/)
  t.ok(at('MOUNT_ATTR_RDONLY') < at('MOVE_MOUNT_T_EMPTY_PATH'))
})

t.test(
  'devices are made where /dev is mounted or some are listed',
  async (t) => {
    const nodes = (change: Change) =>
      only('mknodat', change).filter((call) => /02\d{4}/.test(call)).length
    const dev = { destination: '/dev', type: 'tmpfs', options: [] }
    t.equal(nodes({}), 0)
    t.equal(nodes({ mounts: [dev] }), 6)
    t.equal(nodes({ mounts: [{ ...dev, type: 'bind', source: '/dev' }] }), 0)
    const devices = [
      { path: '/dev/null', type: 'c', major: 1, minor: 3 },
    ] as const
    t.equal(nodes({ linux: { devices } }), 1)
    t.equal(nodes({ mounts: [dev], linux: { devices } }), 6, 'the same one')
  },
)

t.test('in a user namespace no node is tried', async (t) => {
  const namespaces = [{ type: 'mount' }, { type: 'user' }] as const
  const dev = { destination: '/dev', type: 'tmpfs', options: [] }
  const change = { mounts: [dev], linux: { namespaces } }
  t.same(
    only('mknodat', change).filter((call) => !call.includes('0100755')),
    [],
  )
  t.equal(
    only('open_tree', change).filter((call) => call.includes('"/dev/')).length,
    6,
  )
})

t.test('what a read-only tmpfs holds is made before', async (t) => {
  const calls = callsOf({
    mounts: [
      { destination: '/dev', type: 'tmpfs', options: ['ro', 'mode=755'] },
    ],
  })
  const node = calls.findLastIndex((call) => call.startsWith('symlinkat'))
  const change = calls.findIndex((call) => call.includes('MOUNT_ATTR_RDONLY'))
  t.ok(0 < node && node < change)
  t.match(
    calls.find((call) => call.startsWith('fsmount')),
    'FSMOUNT_CLOEXEC, 0)',
  )
})

t.test('a root that is shared is so after pivot_root', async (t) => {
  const calls = callsOf({ linux: { rootfsPropagation: 'shared' } })
  const at = (text: string) => calls.findIndex((call) => call.includes(text))
  t.ok(at('pivot_root') < at('propagation=MS_SHARED'))
  t.ok(at('propagation=MS_PRIVATE') < at('pivot_root'), 'parted before')
  const slave = callsOf({ linux: { rootfsPropagation: 'slave' } })
  t.notOk(slave.some((call) => call.includes('propagation=MS_PRIVATE')))
})

t.test('a mount with mapped owners is made by the parent', async (t) => {
  const map = [{ containerID: 0, hostID: 1, size: 1 }]
  const maps = { uidMappings: map, gidMappings: map }
  const bind = { source: '/mnt', options: ['rbind', 'ro', 'rslave'] }
  const mounts = [
    { destination: '/a', ...bind, ...maps },
    { destination: '/b', ...bind, options: ['bind', 'ridmap'] },
  ]
  const calls = callsOf({ mounts })
  t.notOk(calls.some((call) => call.includes('"/mnt"')))
  t.match(
    calls.filter((call) => /^[a-z_]+\([89],/.test(call)),
    [
      'move_mount(8, "", $',
      'mount_setattr(8, "", AT_EMPTY_PATH|AT_RECURSIVE, {propagation=MS_SLAVE}',
      'move_mount(9, "", $',
      'mount_setattr(9, "", AT_EMPTY_PATH|AT_RECURSIVE, {propagation=MS_PRIV',
    ],
  )
  t.same(
    calls.filter((call) => /^close\([89]\)/.test(call)),
    ['close(8)', 'close(9)'],
  )
})

t.test('a place is made for what the parent hands down', async (t) => {
  const mount = { destination: '/a', source: '/b', options: ['bind', 'idmap'] }
  const spec = { ...SPEC, mounts: [mount] }
  const made = (isDirectory: boolean) => {
    const child = new Program()
    const mounts = new Map([[mount, { fd: 33, isDirectory }]])
    recordOwnRoot(child, { spec, rootfs: ROOTFS }, { mounts })
    t.ok(child.steps.some((s) => /^move_mount\(33,/.test(describe(s))))
    return child.steps.map(({ name }) => name).filter((n) => /^mk/.test(n))
  }
  t.same([made(true), made(false)], [['mkdirat'], ['mknodat']])
})

t.test('the same bundle has the same plan', async (t) => {
  t.same(callsOf(), callsOf())
})
