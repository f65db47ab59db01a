import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Mount } from '../spec/runtime-spec.ts'
import { MS_REC, MS_SLAVE } from '../sys/constants/mounts.ts'
import {
  bind,
  makeRootfs,
  newDirectory,
  PROC,
  runIn,
  runOnSharedHost,
  tmpfs,
} from './test/own-root.ts'

/** A directory of the host with a file in it. */
function makeSource(t: Test): string {
  const source = newDirectory(t)
  writeFileSync(join(source, 'file'), 'of the host')
  return source
}

/** A mount namespace in which nothing is parted from the host yet. */
const HEARS = MS_REC | MS_SLAVE

/** Options of the mount and of its filesystem, as mountinfo has them. */
async function optionsOf(t: Test, mount: Mount, ...before: Mount[]) {
  const mounts = [PROC, ...before, mount]
  const line = 'cat /proc/self/mountinfo'
  const { stdout } = await runIn(makeRootfs(t), line, { mounts })
  const found = stdout
    .split('\n')
    .findLast((line) => line.split(' ')[4] === mount.destination)
  const words = (found ?? '').split(' ')
  return { mount: words[5], superblock: words.at(-1), source: words.at(-2) }
}

t.test('missing destinations are made, like their sources', async (t) => {
  const rootfs = makeRootfs(t)
  const source = makeSource(t)
  const mounts = [
    bind(source, '/new/directory'),
    bind(join(source, 'file'), '/new/file'),
    tmpfs('/new/deep/tmpfs'),
  ]
  const old = process.umask(0o077)
  const { stdout } = await runIn(rootfs, 'cat /new/file /new/*/file', {
    mounts,
  }).finally(() => process.umask(old))
  t.equal(stdout, 'of the host'.repeat(2))
  t.ok(statSync(join(rootfs, 'new/file')).isFile())
  for (const made of ['new', 'new/directory', 'new/deep/tmpfs', 'new/file'])
    t.equal(statSync(join(rootfs, made)).mode & 0o7777, 0o755, made)
})

t.test('mounts are made in their order', async (t) => {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'data'))
  writeFileSync(join(rootfs, 'data/old'), '')
  const source = makeSource(t)
  const list = async (mounts: Mount[]) =>
    (await runIn(rootfs, 'ls /data', { mounts })).stdout
  t.equal(await list([]), 'old\n')
  t.equal(await list([tmpfs('/data')]), '', 'over what is there')
  t.equal(await list([tmpfs('/data'), bind(source, '/data')]), 'file\n')
  t.equal(await list([bind(source, '/data'), tmpfs('/data')]), '')
  t.equal(await list([tmpfs('/data'), tmpfs('/data/in')]), 'in\n')
})

t.test('a bind mount that is "ro" is so in every way', async (t) => {
  const rootfs = makeRootfs(t)
  const source = makeSource(t)
  const line = 'touch /data/new; echo x > /data/file; cat /data/file'
  const mounts = [bind(source, '/data', 'ro')]
  const { stdout } = await runIn(rootfs, line, { mounts })
  t.match(stdout, /Read-only.*Read-only.*of the host$/s)
  t.same(readdirSync(source), ['file'])
  const writable = [bind(source, '/data', 'ro', 'rw')]
  await runIn(rootfs, 'touch /data/new', { mounts: writable })
  t.same(readdirSync(source), ['file', 'new'], 'the later one wins')
})

t.test('attributes are set on a bind mount', async (t) => {
  const source = makeSource(t)
  const flags = async (...options: string[]) =>
    (await optionsOf(t, bind(source, '/data', ...options))).mount
  t.equal(
    await flags('nosuid', 'nodev', 'noexec'),
    'rw,nosuid,nodev,noexec,relatime',
  )
  t.equal(await flags('ro', 'noatime', 'nodiratime'), 'ro,noatime,nodiratime')
  t.equal(await flags('strictatime'), 'rw')
  t.equal(await flags('nosymfollow'), 'rw,relatime,nosymfollow')
  t.equal(await flags('noatime', 'relatime'), 'rw,relatime')
  t.equal(await flags('noatime', 'rnoatime', 'atime'), 'rw,relatime')
  t.equal(await flags('nosuid', 'suid', 'defaults', 'async'), 'rw,relatime')
})

// The /dev of a machine has mounts below it: pts, shm.
t.test('rbind takes along what is mounted below', async (t) => {
  const rootfs = makeRootfs(t)
  const count = async (...options: string[]) => {
    const mounts = [PROC, bind('/dev', '/data', ...options)]
    const line = 'grep -c " /data" /proc/self/mountinfo'
    return Number((await runIn(rootfs, line, { mounts })).stdout)
  }
  t.equal(await count(), 1)
  t.ok((await count('rbind')) > 1)
})

t.test('recursive attributes reach what is mounted below', async (t) => {
  const rootfs = makeRootfs(t)
  const ask = async (...options: string[]) => {
    const mounts = [PROC, bind('/dev', '/data', 'rbind', ...options)]
    const line = 'grep " /data" /proc/self/mountinfo'
    const { stdout } = await runIn(rootfs, line, { mounts })
    const flags = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[5])
    const writable = flags.map((flag) => flag?.slice(0, 2))
    return [writable[0], ...new Set(writable.slice(1))]
  }
  t.same(await ask('ro'), ['ro', 'rw'])
  t.same(await ask('rro'), ['ro', 'ro'])
  t.same(await ask('rro', 'rw'), ['rw', 'ro'])
  t.same(await ask('rw', 'rro', 'rrw'), ['rw', 'rw'])
})

t.test('a tmpfs has the size and mode it is given', async (t) => {
  const options = ['size=64k', 'mode=1770', 'nr_inodes=10', 'uid=3', 'gid=4']
  const mounts = [PROC, tmpfs('/data', ...options)]
  const line =
    'stat -c "%a %u:%g" /data; dd if=/proc/version of=/data/x bs=1M count=1 2>/dev/null;' +
    'dd if=/dev/zero of=/data/big bs=1k count=100; cat /proc/self/mountinfo'
  const dev = [...mounts, tmpfs('/dev')]
  const { stdout } = await runIn(makeRootfs(t), line, { mounts: dev })
  t.match(stdout, /^1770 3:4\n/)
  t.match(stdout, 'No space left on device')
  t.match(stdout, /size=64k,nr_inodes=10/)
})

t.test('a read-only tmpfs has the mounts and nodes it is for', async (t) => {
  const mounts = [PROC, tmpfs('/dev', 'ro'), tmpfs('/dev/shm')]
  const line = 'touch /dev/x; touch /dev/shm/x && echo x > /dev/null && ls /dev'
  const { stdout } = await runIn(makeRootfs(t), line, { mounts })
  t.match(stdout, /^touch: \/dev\/x: Read-only file system\n.*null.*shm/s)
  t.equal((await optionsOf(t, tmpfs('/data', 'ro'))).mount, 'ro,relatime')
})

const fs = (
  type: string,
  destination: string,
  ...options: string[]
): Mount => ({
  destination,
  type,
  options,
})

t.test('the filesystems that every container has', async (t) => {
  const rootfs = makeRootfs(t)
  const mounts = [
    PROC,
    tmpfs('/dev', 'nosuid', 'strictatime', 'mode=755', 'size=65536k'),
    fs(
      'devpts',
      '/dev/pts',
      'newinstance',
      'ptmxmode=0666',
      'mode=0620',
      'gid=5',
    ),
    tmpfs('/dev/shm', 'nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'),
    fs('mqueue', '/dev/mqueue', 'nosuid', 'noexec', 'nodev'),
    fs('sysfs', '/sys', 'nosuid', 'noexec', 'nodev', 'ro'),
    fs(
      'cgroup',
      '/sys/fs/cgroup',
      'nosuid',
      'noexec',
      'nodev',
      'relatime',
      'ro',
    ),
  ]
  const line =
    'ls -A /dev/pts; ls -A /dev/mqueue; stat -c %a /dev/shm; ls /proc | grep -c "^[0-9]"; cat /proc/self/mountinfo'
  const { stdout } = await runIn(rootfs, line, { mounts })
  const [pts, shm, processes, ...rest] = stdout.split('\n')
  t.equal(pts, 'ptmx', 'terminals of its own')
  t.equal(shm, '1777')
  t.ok(Number(processes) < 6, 'processes of its own')
  const found = rest.map(
    (line) => `${line.split(' ')[4]} ${line.split(' - ')[1]?.split(' ')[0]}`,
  )
  t.match(
    found,
    [
      '/ ext4',
      '/proc proc',
      '/dev tmpfs',
      '/dev/pts devpts',
      '/dev/shm tmpfs',
      '/dev/mqueue mqueue',
      '/sys sysfs',
      '/sys/fs/cgroup cgroup2',
    ].map((text) => (text.startsWith('/ ') ? /^\/ / : text)),
  )
  t.match(rest.join('\n'), 'gid=5,mode=620,ptmxmode=666')
})

t.test('the source is shown as it is given', async (t) => {
  const mount = { ...tmpfs('/data'), source: 'named' }
  t.equal((await optionsOf(t, mount)).source, 'named')
  t.equal((await optionsOf(t, tmpfs('/data'))).source, 'tmpfs')
})

t.test('remount changes what an earlier entry has made', async (t) => {
  const change: Mount = {
    destination: '/data',
    options: ['remount', 'noexec', 'size=8k'],
  }
  const { mount, superblock } = await optionsOf(
    t,
    change,
    tmpfs('/data', 'nosuid', 'size=4k'),
  )
  t.equal(mount, 'rw,nosuid,noexec,relatime')
  t.match(superblock, 'size=8k')
})

t.test('remount with "bind" leaves the filesystem as it is', async (t) => {
  const options = ['bind', 'remount', 'ro', 'noexec']
  const change: Mount = { destination: '/data', options }
  const found = await optionsOf(t, change, tmpfs('/data'))
  t.equal(found.mount, 'ro,noexec,relatime')
  t.match(found.superblock, /^rw/)
})

t.test('what a filesystem does not know is an error', async (t) => {
  const started = runIn(makeRootfs(t), 'true', {
    mounts: [tmpfs('/data', 'bad=1')],
  })
  await t.rejects(started, { syscall: 'fsconfig', code: 'EINVAL' })
})

t.test('a mount hears of its source only if it is told to', async (t) => {
  const rootfs = makeRootfs(t)
  const tags = async (...options: string[]) => {
    const mounts = [PROC, bind('/dev', '/data', 'rbind', ...options)]
    const line = 'grep " /data" /proc/self/mountinfo'
    const { stdout } = await runOnSharedHost(rootfs, line, {
      mounts,
      propagation: HEARS,
    })
    const ours = stdout.split('\n').filter((line) => / \/data/.test(line))
    return ours.map((line) =>
      line.split(' - ')[0]?.split(' ').slice(6).join(' ').replace(/\d+/g, 'N'),
    )
  }
  const [top, below] = await tags()
  t.same([top, below], ['', ''])
  t.same((await tags('rslave')).slice(0, 2), ['master:N', 'master:N'])
  t.same((await tags('private')).slice(0, 2), ['', 'master:N'])
  t.same((await tags('rshared')).slice(0, 2), [
    'shared:N master:N',
    'shared:N master:N',
  ])
  t.same((await tags('unbindable')).slice(0, 2), ['unbindable', 'master:N'])
})
