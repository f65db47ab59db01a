import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  bind,
  makeRootfs,
  newDirectory,
  PROC,
  runIn,
  tmpfs,
} from './test/own-root.ts'

/** An image with a directory and a file. */
function makeImage(t: Test): string {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'data/deep'), { recursive: true })
  writeFileSync(join(rootfs, 'data/file'), 'secret')
  return rootfs
}

const masked = (...maskedPaths: string[]) => ({
  mounts: [PROC],
  linux: { maskedPaths },
})

const readOnly = (...readonlyPaths: string[]) => ({
  mounts: [PROC],
  linux: { readonlyPaths },
})

t.test('a masked directory is empty and stays so', async (t) => {
  const line = 'ls -A /data; touch /data/new; cat /data/file'
  const { stdout } = await runIn(makeImage(t), line, masked('/data'))
  t.match(stdout, /^touch: .*Read-only file system\ncat: .*No such file/)
})

t.test('a masked file is empty, and takes what is written', async (t) => {
  const rootfs = makeImage(t)
  const line = 'cat /data/file; echo x > /data/file; stat -c %t:%T /data/file'
  const { stdout } = await runIn(rootfs, line, masked('/data/file'))
  t.equal(stdout, '1:3\n')
  t.equal(readFileSync(join(rootfs, 'data/file'), 'utf8'), 'secret')
})

t.test('paths where nothing is are passed over', async (t) => {
  const nothing = ['/nothing', '/nothing/at/all', '/data/file/below']
  const rootfs = makeImage(t)
  const all = { linux: { maskedPaths: nothing, readonlyPaths: nothing } }
  const { stdout } = await runIn(rootfs, 'ls /; cat /data/file', all)
  t.equal(stdout, 'bin\ndata\nsecret')
})

t.test('what cannot be looked at is no reason to pass over it', async (t) => {
  const rootfs = makeImage(t)
  symlinkSync('loop', join(rootfs, 'loop'))
  for (const wishes of [masked('/loop/a'), readOnly('/loop/a')])
    await t.rejects(runIn(rootfs, 'true', wishes), { code: 'ELOOP' })
})

t.test('paths of the kernel can be masked', async (t) => {
  const wishes = masked('/proc/cpuinfo', '/proc/sys')
  const line = 'cat /proc/cpuinfo; ls -A /proc/sys'
  t.equal((await runIn(makeImage(t), line, wishes)).stdout, '')
})

t.test(
  'a read-only path cannot be written, its surroundings can',
  async (t) => {
    const rootfs = makeImage(t)
    const line = 'touch /data/deep/a; echo x > /data/file; touch /data/new'
    const { stdout } = await runIn(
      rootfs,
      line,
      readOnly('/data/deep', '/data/file'),
    )
    t.match(stdout, /deep\/a: Read-only.*data\/file: Read-only file system\n$/s)
    t.equal(readFileSync(join(rootfs, 'data/new'), 'utf8'), '')
  },
)

t.test('a read-only path is so with all that is below', async (t) => {
  const mounts = [PROC, tmpfs('/data/deep', 'nosuid', 'nodev')]
  const line = 'touch /data/deep/a; grep " /data" /proc/self/mountinfo'
  const wishes = { ...readOnly('/data'), mounts }
  const { stdout } = await runIn(makeImage(t), line, wishes)
  t.match(stdout, 'deep/a: Read-only')
  t.match(
    stdout,
    / \/data\/deep ro,nosuid,nodev,relatime .*$/m,
    'and keeps its flags',
  )
})

t.test('/proc/sys can be read and not be written', async (t) => {
  const line = 'cat /proc/sys/kernel/ostype; echo 1 > /proc/sys/vm/swappiness'
  const { stdout } = await runIn(makeImage(t), line, readOnly('/proc/sys'))
  t.match(stdout, /^Linux\n.*Read-only file system/)
})

t.test('masks cover what is mounted there', async (t) => {
  const source = newDirectory(t)
  writeFileSync(join(source, 'file'), 'of the host')
  const mounts = [PROC, bind(source, '/data/deep')]
  const wishes = { ...masked('/data/deep/file'), mounts }
  const { stdout } = await runIn(makeImage(t), 'cat /data/deep/file', wishes)
  t.equal(stdout, '')
})
