// Containers of a user without privileges: with one ID, its own, and with
// ranges that newuidmap(1) maps where /etc/subuid grants them.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { NAMESPACES } from '../linux/namespaces.ts'
import type { IdMapping, NamespaceType, Spec } from '../spec/runtime-spec.ts'
import {
  type Box,
  makeBox,
  miniRuncProgram,
  newDirectory,
  runArgs,
  runBox,
  sleeperIn,
  startMiniRunc,
  statusField,
} from './box.kernel.test.ts'
import { processesOf } from './test/processes.ts'

/** "nobody": newuidmap(1) wants a user that has a name. */
const UID = 65534
const FIRST = 700000
const AS_USER = [
  'setpriv',
  `--reuid=${UID}`,
  `--regid=${UID}`,
  '--clear-groups',
] as const
const OWN: readonly IdMapping[] = [{ containerID: 0, hostID: UID, size: 1 }]
const RANGES: readonly IdMapping[] = [
  ...OWN,
  { containerID: 1, hostID: FIRST, size: 65536 },
]
const TYPES = Object.keys(NAMESPACES) as NamespaceType[]
const MOUNTS = [{ destination: '/proc', type: 'proc', options: [] }]

const specOf = (
  mappings: readonly IdMapping[],
  types: readonly NamespaceType[] = TYPES,
  more: object = {},
): Partial<Omit<Spec, 'process'>> => ({
  ...(types.includes('mount') ? { mounts: MOUNTS } : {}),
  linux: {
    namespaces: types.map((type) => ({ type })),
    uidMappings: mappings,
    gidMappings: mappings,
    ...more,
  },
})

/** A box whose states the user may write. */
function makeUsersBox(t: Test, args: string[], spec: object): Box {
  const box = makeBox(t, { args }, spec)
  mkdirSync(box.root)
  chownSync(box.root, UID, UID)
  return box
}

const sh = (script: string) => ['sh', '-c', script]

t.test('one ID: root inside is the user outside', async (t) => {
  const timeOffsets = { boottime: { secs: 5000, nanosecs: 0 } }
  const spec = specOf(OWN, TYPES, { timeOffsets })
  const box = makeUsersBox(t, ['sleep', '60'], { ...spec, hostname: 'mine' })
  const started = await startMiniRunc(t, runArgs(box), { prefix: AS_USER })
  const pid = await sleeperIn(box.rootfs)
  for (const type of TYPES) {
    const { file } = NAMESPACES[type]
    const of = (pid: number | 'self') => readlinkSync(`/proc/${pid}/ns/${file}`)
    t.not(of(pid), of('self'), type)
  }
  const words = (name: string) =>
    readFileSync(`/proc/${pid}/${name}`, 'utf8').trim().split(/\s+/)
  t.same(words('uid_map'), ['0', `${UID}`, '1'])
  t.same(words('gid_map'), ['0', `${UID}`, '1'])
  t.same(words('setgroups'), ['deny'])
  t.same(words('timens_offsets').slice(3), ['boottime', '5000', '0'])
  t.equal(statusField(pid, 'Uid'), Array(4).fill(UID).join('\t'))
  process.kill(pid, 'SIGKILL')
  t.equal((await started.ended).status, 137)
})

t.test('the program inside sees itself as root', async (t) => {
  const script = 'cat /proc/self/uid_map; echo > /tmp/file && echo $$'
  const box = makeUsersBox(t, sh(script), specOf(OWN))
  chmodSync(join(box.rootfs, 'tmp'), 0o777)
  const { stdout, status } = await runBox(t, box, [], { prefix: AS_USER })
  t.match(stdout, /^ +0 +65534 +1\n1\n$/)
  t.equal(status, 0)
})

/** As the user, with these texts as /etc/subuid and /etc/subgid. */
function granted(t: Test, subuid: string, subgid = subuid): string[] {
  const directory = newDirectory(t)
  const [uids, gids] = ['subuid', 'subgid'].map((name) => join(directory, name))
  writeFileSync(uids as string, subuid)
  writeFileSync(gids as string, subgid)
  const script = `mount --bind ${uids} /etc/subuid && mount --bind ${gids} /etc/subgid && exec "$@"`
  return ['unshare', '-m', 'sh', '-c', script, 'sh', ...AS_USER]
}

const GRANT = `nobody:${FIRST}:65536\n`

t.test('ranges are mapped by newuidmap and newgidmap', async (t) => {
  const script =
    'cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups'
  const box = makeUsersBox(t, sh(script), specOf(RANGES))
  const prefix = granted(t, GRANT)
  const { stdout, status, stderr } = await runBox(t, box, [], { prefix })
  t.equal(stderr, '')
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
  const map = [
    ['0', `${UID}`, '1'],
    ['1', `${FIRST}`, '65536'],
  ]
  t.same(rows, [...map, ...map, ['allow']])
  t.equal(status, 0)
})

for (const [file, uids, gids] of [
  ['/etc/subuid', '', GRANT],
  ['/etc/subgid', GRANT, ''],
] as const)
  t.test(`what ${file} does not grant is refused, with its name`, async (t) => {
    const box = makeUsersBox(t, ['true'], specOf(RANGES))
    const prefix = granted(t, uids, gids)
    const { status, stderr } = await runBox(t, box, [], { prefix })
    t.equal(status, 1)
    t.match(stderr, `"${file}" must grant these IDs to "nobody"`)
    t.match(stderr, `1 ${FIRST} 65536`)
    t.same(processesOf(await miniRuncProgram()), [])
  })

/** As the user, on a machine that has no such commands. */
function without(t: Test, commands: readonly string[]): string[] {
  const names = commands.map((name) => `mknod $up/${name} c 0 0`).join(' && ')
  // A whiteout of overlayfs: what lies below has no such name.
  const script = `d=${newDirectory(t)} up=$d/up/up && mkdir $d/up && mount -t tmpfs none $d/up && mkdir $up $d/up/work && ${names} && mount -t overlay -o lowerdir=/usr/bin,upperdir=$up,workdir=$d/up/work none /usr/bin && exec "$@"`
  return ['unshare', '-m', 'sh', '-c', script, 'sh', ...AS_USER]
}

t.test('without newuidmap the error says what to install', async (t) => {
  const box = makeUsersBox(t, ['true'], specOf(RANGES))
  for (const missing of ['newgidmap', 'newuidmap']) {
    const overlay = without(t, [missing])
    const both = [...granted(t, GRANT).slice(0, 6), ...overlay]
    const { status, stderr } = await runBox(t, box, [], { prefix: both })
    t.equal(status, 1)
    t.match(stderr, new RegExp(`${missing}.*no such program.*uidmap`))
  }
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('one ID that is not the own one needs newuidmap', async (t) => {
  const other = [{ containerID: 0, hostID: 1, size: 1 }]
  const box = makeUsersBox(t, ['true'], specOf(other))
  const { status, stderr } = await runBox(t, box, [], { prefix: AS_USER })
  t.equal(status, 1)
  t.match(stderr, /must grant these IDs/)
})

t.test('a command that hangs ends with a signal to us', async (t) => {
  const slow = join(newDirectory(t), 'slow')
  writeFileSync(slow, '#!/bin/sh\nexec sleep 55\n', { mode: 0o755 })
  const script = `mount --bind ${slow} /usr/bin/newgidmap && exec "$@"`
  const prefix = ['unshare', '-m', 'sh', '-c', script, 'sh', ...AS_USER]
  const box = makeUsersBox(t, ['true'], specOf(RANGES))
  const started = await startMiniRunc(t, runArgs(box), { prefix })
  const hangs = () => processesOf('55').length > 0
  while (!hangs()) await new Promise((resolve) => setTimeout(resolve, 20))
  const began = Date.now()
  started.process.kill('SIGTERM')
  t.equal((await started.ended).status, 143)
  t.ok(Date.now() - began < 5000, 'at once')
  t.same(processesOf('55'), [])
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('without a user namespace the kernel says no', async (t) => {
  const types = ['pid', 'uts'] as const
  const linux = { namespaces: types.map((type) => ({ type })) }
  const box = makeUsersBox(t, ['true'], { linux })
  const { status, stderr } = await runBox(t, box, [], { prefix: AS_USER })
  t.equal(status, 1)
  t.match(stderr, /clone3\(.*CLONE_NEWUTS.*CLONE_NEWPID.*\): EPERM/)
})

t.test('supplementary groups of the user stay with one ID', async (t) => {
  const groups = ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, '--groups=777']
  const box = makeUsersBox(t, ['sleep', '60'], specOf(OWN))
  const started = await startMiniRunc(t, runArgs(box), { prefix: groups })
  const pid = await sleeperIn(box.rootfs)
  t.equal(statusField(pid, 'Groups').trim(), '777', 'denied is denied')
  process.kill(pid, 'SIGKILL')
  await started.ended
})
