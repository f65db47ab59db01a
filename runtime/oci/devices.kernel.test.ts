import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Device, Mount } from '../spec/runtime-spec.ts'
import { bind, makeRootfs, PROC, runIn, tmpfs } from './test/own-root.ts'

const DEV: Mount[] = [PROC, tmpfs('/dev', 'mode=755')]

/** Type, mode, owner and numbers of each file. */
const STAT = 'stat -c "%n %F %a %u:%g %t:%T"'

async function devicesIn(paths: string, devices: Device[], mounts = DEV) {
  const old = process.umask(0o027)
  const outcome = await runIn(makeRootfs(t), `${STAT} ${paths}`, {
    mounts,
    linux: { devices },
  }).finally(() => process.umask(old))
  return outcome.stdout.trim().split('\n')
}

t.test('every container has its six devices', async (t) => {
  const names = 'null zero full random urandom tty'.split(' ')
  const paths = names.map((name) => `/dev/${name}`).join(' ')
  const node = (name: string, numbers: string) =>
    `/dev/${name} character special file 666 0:0 ${numbers}`
  t.same(await devicesIn(paths, []), [
    node('null', '1:3'),
    node('zero', '1:5'),
    node('full', '1:7'),
    node('random', '1:8'),
    node('urandom', '1:9'),
    node('tty', '5:0'),
  ])
})

t.test('they work', async (t) => {
  const line =
    'echo x > /dev/null; dd if=/dev/zero bs=4 count=1 2>/dev/null | od -An -tx1;' +
    'dd if=/dev/urandom bs=8 count=1 2>/dev/null | wc -c; echo x > /dev/full'
  const { stdout } = await runIn(makeRootfs(t), line, { mounts: DEV })
  t.match(stdout, /^ 00 00 00 00\n8\n.*No space left on device\n$/)
})

t.test('linux.devices are made as they are described', async (t) => {
  const devices: Device[] = [
    {
      path: '/dev/net/tun',
      type: 'c',
      major: 10,
      minor: 200,
      fileMode: 0o622,
      uid: 3,
      gid: 4,
    },
    { path: '/dev/unbuffered', type: 'u', major: 260, minor: 70000 },
    { path: '/dev/block', type: 'b', major: 7, minor: 300, fileMode: 0o60 },
    { path: '/srv/deep/pipe', type: 'p', fileMode: 0o755, gid: 9 },
    { path: '/dev/null', type: 'c', major: 1, minor: 5, fileMode: 0o600 },
  ]
  const paths = devices.map(({ path }) => path).join(' ')
  t.same(await devicesIn(paths, devices), [
    '/dev/net/tun character special file 622 3:4 a:c8',
    '/dev/unbuffered character special file 666 0:0 104:11170',
    '/dev/block block special file 60 0:0 7:12c',
    '/srv/deep/pipe fifo 755 0:9 0:0',
    '/dev/null character special file 600 0:0 1:5',
  ])
})

t.test('the links lead to the descriptors of who looks', async (t) => {
  const line =
    'cd /dev; for l in fd stdin stdout stderr ptmx; do ls -ld $l; done;' +
    'echo 1 >> stdout; echo 2 >> stderr; echo 3 >> fd/1'
  const { stdout } = await runIn(makeRootfs(t), line, { mounts: DEV })
  const words = stdout.trim().split('\n')
  t.same(words.slice(5), ['1', '2', '3'])
  t.same(
    words.slice(0, 5).map((line) => line.split(/\s+/).slice(-3).join(' ')),
    [
      'fd -> /proc/self/fd',
      'stdin -> /proc/self/fd/0',
      'stdout -> /proc/self/fd/1',
      'stderr -> /proc/self/fd/2',
      'ptmx -> pts/ptmx',
    ],
  )
})

t.test('a node ptmx gives way to the link', async (t) => {
  const ptmx: Device = { path: '/dev/ptmx', type: 'c', major: 5, minor: 2 }
  const [found] = await devicesIn('/dev/ptmx', [ptmx])
  t.match(found, '/dev/ptmx symbolic link')
})

t.test('without a mount at /dev the image keeps its own', async (t) => {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'dev'))
  writeFileSync(join(rootfs, 'dev/null'), '')
  await runIn(rootfs, 'true', { mounts: [PROC] })
  t.same(readdirSync(join(rootfs, 'dev')), ['null'])
  const devices: Device[] = [
    { path: '/dev/null', type: 'c', major: 1, minor: 3 },
    { path: '/dev/mine', type: 'c', major: 1, minor: 3 },
  ]
  await runIn(rootfs, 'true', { mounts: [PROC], linux: { devices } })
  t.ok(lstatSync(join(rootfs, 'dev/null')).isFile(), 'as the image has it')
  t.ok(lstatSync(join(rootfs, 'dev/mine')).isCharacterDevice())
})

t.test('a /dev of the host is left alone', async (t) => {
  const rootfs = makeRootfs(t)
  const host = join(rootfs, '../dev')
  mkdirSync(host)
  await runIn(rootfs, 'true', { mounts: [bind(host, '/dev')] })
  t.same(readdirSync(host), [])
})
