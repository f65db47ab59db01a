// Files of the host whose owners a container sees through a map.
import {
  chownSync,
  mkdirSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { IdMapping, Linux, Mount } from '../spec/runtime-spec.ts'
import {
  makeBox,
  newDirectory,
  runBox,
  type StartOptions,
  start,
  until,
} from './box.kernel.test.ts'

const OWNER = 1000
const FIRST = 100_000

const range = (containerID: number, hostID: number, size: number) => ({
  uidMappings: [{ containerID, hostID, size }],
  gidMappings: [{ containerID, hostID, size }],
})

const ALL: readonly IdMapping[] = range(0, FIRST, 65536).uidMappings

const PLAIN: Linux = { namespaces: [{ type: 'mount' }, { type: 'pid' }] }

const WITH_USERS: Linux = {
  namespaces: [...PLAIN.namespaces, { type: 'user' }],
  uidMappings: ALL,
  gidMappings: ALL,
}

/** A directory of the host with a file in it, both of one user. */
function makeSource(t: Test, owner = OWNER): string {
  const source = newDirectory(t)
  mkdirSync(join(source, 'sub'))
  writeFileSync(join(source, 'file'), '')
  for (const path of ['.', 'file', 'sub'])
    chownSync(join(source, path), owner, owner)
  return source
}

interface Wishes extends StartOptions {
  readonly linux?: Linux
  /** User who runs mini-runc. */
  readonly runner?: number
  /** Of the mount at /data. */
  readonly mount: Partial<Mount>
}

/** Run a line of shell where a directory of the host is at /data. */
function runWith(t: Test, line: string, wishes: Wishes) {
  const { linux = PLAIN, mount, runner = 0, ...start } = wishes
  const data = { destination: '/data', type: 'bind', options: ['bind'] }
  const proc = { destination: '/proc', type: 'proc', options: [] }
  const mounts = [proc, { ...data, ...mount }]
  const box = makeBox(t, { args: ['sh', '-c', line] }, { linux, mounts })
  mkdirSync(join(box.rootfs, 'data'))
  mkdirSync(box.root)
  chownSync(box.root, runner, runner)
  return runBox(t, box, [], start)
}

/** Owners of paths below /data, as the container sees them. */
async function ownersOf(t: Test, wishes: Wishes, ...paths: string[]) {
  const all = paths.map((path) => `/data/${path}`).join(' ')
  const ended = await runWith(t, `busybox stat -c %u:%g ${all}`, wishes)
  t.equal(ended.stderr, '')
  return ended.stdout.trim().split('\n')
}

/** Run mini-runc where every mount may be changed. */
const where = (script: string) => ({
  prefix: ['unshare', '-m', 'sh', '-c', `${script} && exec "$@"`, 'sh'],
})

t.test('owners are mapped without a user namespace', async (t) => {
  const mount = { source: makeSource(t), ...range(OWNER, 7, 1) }
  t.same(await ownersOf(t, { mount }, 'file'), ['7:7'])
  const options = ['bind', 'idmap']
  t.same(await ownersOf(t, { mount: { ...mount, options } }, 'file'), ['7:7'])
})

t.test('owners are mapped before the user namespace is asked', async (t) => {
  const source = makeSource(t)
  const linux = WITH_USERS
  t.same(
    await ownersOf(t, { linux, mount: { source } }, 'file'),
    ['65534:65534'],
    'without a map it belongs to nobody',
  )
  const mount = { source, ...range(OWNER, FIRST + 7, 1) }
  t.same(await ownersOf(t, { linux, mount }, 'file'), ['7:7'])
})

t.test('the map of the container is used where there is none', async (t) => {
  const mount = { source: makeSource(t), options: ['bind', 'idmap'] }
  const wishes = { linux: WITH_USERS, mount }
  t.same(await ownersOf(t, wishes, 'file'), ['1000:1000'])
})

t.test('so is that of a user namespace by path', async (t) => {
  const { pid } = start(t, ['unshare', '-U', 'sleep', '60']).process
  const path = `/proc/${pid}/ns/user`
  await until('a namespace of its own', () => isOther(path))
  for (const name of ['uid_map', 'gid_map'])
    writeFileSync(`/proc/${pid}/${name}`, `0 ${FIRST} 65536\n`)
  const user = { type: 'user', path } as const
  const linux = { namespaces: [...PLAIN.namespaces, user] }
  const mount = { source: makeSource(t), options: ['bind', 'idmap'] }
  t.same(await ownersOf(t, { linux, mount }, 'file'), ['1000:1000'])
})

const isOther = (path: string) =>
  readlinkSync(path) !== readlinkSync('/proc/self/ns/user')

t.test('what is written goes back through the map', async (t) => {
  const source = makeSource(t)
  const mount = { source, ...range(OWNER, FIRST, 1) }
  const linux = WITH_USERS
  const { stderr } = await runWith(t, 'echo > /data/new', { linux, mount })
  t.equal(stderr, '')
  t.match(statSync(join(source, 'new')), { uid: OWNER, gid: OWNER })
})

t.test('who is not in the map owns nothing there', async (t) => {
  const source = makeSource(t)
  const mount = { source, ...range(5, 5, 1) }
  t.same(await ownersOf(t, { mount }, 'file'), ['65534:65534'])
  const { stderr } = await runWith(t, 'echo > /data/new', { mount })
  t.match(stderr, /new: Value too large/)
})

t.test('ridmap reaches what is mounted below, idmap does not', async (t) => {
  const source = makeSource(t)
  const sub = join(source, 'sub')
  const below = where(`mount -t tmpfs -o uid=${OWNER},gid=${OWNER} none ${sub}`)
  const owners = (...options: string[]) => {
    const mount = { source, options, ...range(OWNER, 7, 1) }
    return ownersOf(t, { mount, ...below }, 'file', 'sub')
  }
  t.same(await owners('rbind', 'idmap'), ['7:7', '1000:1000'])
  t.same(await owners('rbind', 'ridmap'), ['7:7', '7:7'])
  t.same(await owners('rbind', 'ridmap', 'idmap'), ['7:7', '1000:1000'])
  t.same(await owners('bind', 'ridmap'), ['7:7', '7:7'], 'nothing is below')
})

t.test('other options of the mount are obeyed as well', async (t) => {
  const source = makeSource(t)
  const options = ['bind', 'idmap', 'ro', 'nosuid']
  const mount = { source, options, ...range(OWNER, 0, 1) }
  const line = 'echo > /data/new; busybox grep " /data " /proc/self/mountinfo'
  for (const linux of [PLAIN, WITH_USERS]) {
    const { stdout, stderr } = await runWith(t, line, { linux, mount })
    t.match(stdout, / \/data ro,nosuid,relatime,idmapped - /)
    t.match(stderr, 'Read-only file system')
  }
})

t.test('a file is mounted on a file', async (t) => {
  const source = join(makeSource(t), 'file')
  const mount = { source, destination: '/made', ...range(OWNER, 7, 1) }
  const line = 'busybox stat -c "%F %u" /made'
  const { stdout } = await runWith(t, line, { mount })
  t.equal(stdout, 'regular empty file 7\n')
})

t.test('the container has no descriptor of it', async (t) => {
  const open = async (mount: Partial<Mount>) =>
    (await runWith(t, 'echo /proc/self/fd/*', { mount })).stdout
  const source = makeSource(t)
  const without = await open({ source })
  t.match(without, '/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2')
  t.equal(await open({ source, ...range(OWNER, 7, 1) }), without)
})

t.test('what is mounted in it stays away from the host', async (t) => {
  const source = makeSource(t, 0)
  const options = ['rbind', 'rshared', 'idmap']
  const mount = { source, options, ...range(0, 0, 1) }
  const line = 'busybox mount -t tmpfs none /data/sub && echo mounted'
  const script = `mount --make-rshared / && "$@" && ! grep ${source} /proc/self/mountinfo`
  const prefix = ['unshare', '-m', 'sh', '-c', script, 'sh']
  const ended = await runWith(t, line, { mount, prefix })
  t.match(ended, { status: 0, stdout: 'mounted\n', stderr: '' })
})

t.test('a filesystem that knows no maps is named', async (t) => {
  const mount = { source: '/proc/sys', ...range(OWNER, 7, 1) }
  const { status, stderr } = await runWith(t, 'true', { mount })
  t.equal(status, 1)
  t.match(
    stderr,
    'Mount "/proc/sys" at "/data" with the map u:1000:7:1 g:1000:7:1: mount_setattr(',
  )
  t.match(stderr, /EINVAL.*\n.*hint.*filesystem/)
})

t.test('without privileges the kernel says no', async (t) => {
  const own = range(0, OWNER, 1)
  const linux = { ...WITH_USERS, ...own }
  const mount = { source: makeSource(t), options: ['bind', 'idmap'] }
  const user = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups']
  const wishes = { linux, mount, prefix: user, runner: OWNER }
  const { stderr } = await runWith(t, 'true', wishes)
  t.match(stderr, /with the map u:0:1000:1.*open_tree\(.*EPERM/)
  t.match(stderr, /why .*CAP_SYS_ADMIN.*fix .*Use sudo: it is done outside/s)
})
