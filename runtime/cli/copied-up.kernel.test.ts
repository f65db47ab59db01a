// A tmpfs that begins with what its place in the image holds.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Linux, Mount } from '../spec/runtime-spec.ts'
import {
  type Box,
  makeBox,
  runBox,
  type StartOptions,
} from './box.kernel.test.ts'

const FIRST = 100_000
const ALL = [{ containerID: 0, hostID: FIRST, size: 65536 }]

const PLAIN: Linux = { namespaces: [{ type: 'mount' }, { type: 'pid' }] }

const WITH_USERS: Linux = {
  namespaces: [...PLAIN.namespaces, { type: 'user' }],
  uidMappings: ALL,
  gidMappings: ALL,
}

const tmpfs = (destination: string, ...options: string[]): Mount => ({
  destination,
  type: 'tmpfs',
  options: ['tmpcopyup', ...options],
})

const PROC: Mount = { destination: '/proc', type: 'proc', options: [] }

interface Wishes extends StartOptions {
  readonly mounts: readonly Mount[]
  readonly linux?: Linux
  /** Added to every owner of a file in the image. */
  readonly first?: number
}

/** A box whose image has all kinds of files in /data. */
function makeFullBox(t: Test, line: string, wishes: Wishes): Box {
  const { mounts, linux = PLAIN, first = 0 } = wishes
  const all = [PROC, ...mounts]
  const box = makeBox(t, { args: ['sh', '-c', line] }, { linux, mounts: all })
  const data = join(box.rootfs, 'data')
  mkdirSync(join(data, 'deep/er'), { recursive: true })
  writeFileSync(join(data, 'deep/er/file'), 'of the image')
  writeFileSync(join(data, 'su'), '')
  symlinkSync('/etc/passwd', join(data, 'link'))
  execFileSync('mkfifo', [join(data, 'pipe')])
  execFileSync('chown', ['-hR', `${first}:${first}`, data])
  chownSync(join(data, 'su'), first + 5, first + 6)
  chmodSync(join(data, 'su'), 0o4711)
  chmodSync(join(data, 'deep'), 0o750)
  chmodSync(data, 0o1751)
  return box
}

async function runWith(t: Test, line: string, wishes: Wishes) {
  const box = makeFullBox(t, line, wishes)
  return { ...(await runBox(t, box, [], wishes)), box }
}

const LOOK =
  'cd /data; busybox stat -c "%n %F %a %u:%g" . su deep link; cat deep/er/file; busybox readlink link; busybox ls -A'

const LOOKS = `. directory 1751 0:0
su regular empty file 4711 5:6
deep directory 750 0:0
link symbolic link 777 0:0
of the image/etc/passwd
deep
link
su
`

t.test('files come with their owners and modes', async (t) => {
  const mounts = [tmpfs('/data')]
  const { stdout, stderr } = await runWith(t, LOOK, { mounts })
  t.equal(stderr, '')
  t.equal(stdout, LOOKS)
})

t.test('with a user namespace they are those of its users', async (t) => {
  const wishes = { mounts: [tmpfs('/data')], linux: WITH_USERS, first: FIRST }
  const line = `${LOOK}; echo > /data/new && echo written`
  const { stdout, stderr } = await runWith(t, line, wishes)
  t.equal(stderr, '')
  t.equal(stdout, `${LOOKS}written\n`)
})

t.test('the image stays as it is', async (t) => {
  const line = 'echo changed > /data/deep/er/file; busybox rm /data/su'
  const { box, stderr } = await runWith(t, line, { mounts: [tmpfs('/data')] })
  t.equal(stderr, '')
  const data = join(box.rootfs, 'data')
  t.same(readdirSync(data).sort(), ['deep', 'link', 'pipe', 'su'])
})

t.test('options of the tmpfs win', async (t) => {
  const options = ['mode=700', 'uid=3', 'size=64k', 'noexec', 'ro']
  const mounts = [tmpfs('/data', ...options), tmpfs('/data/deep/new', 'ro')]
  const line =
    'busybox stat -c "%a %u:%g" /data; cat /data/deep/er/file; echo > /data/new; busybox grep " /data " /proc/self/mountinfo'
  const { stdout, stderr } = await runWith(t, line, {
    mounts: [mounts[0] as Mount],
  })
  t.match(stdout, /^700 3:0\nof the image.* \/data ro,noexec,.*size=64k/s)
  t.match(stderr, 'Read-only file system')
})

t.test('where nothing is, nothing is copied', async (t) => {
  const mounts = [tmpfs('/new/place')]
  const line =
    'busybox ls -A /new/place; busybox grep place /proc/self/mountinfo'
  const { stdout } = await runWith(t, line, { mounts })
  t.match(stdout, /^\d.* \/new\/place rw,relatime - tmpfs tmpfs rw/)
})

t.test('a link of the image leads no copy to the host', async (t) => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'))
  writeFileSync(join(outside, 'secret'), '')
  const box = makeFullBox(t, 'busybox ls -A /run', { mounts: [tmpfs('/run')] })
  symlinkSync(outside, join(box.rootfs, 'run'))
  const inside = join(box.rootfs, outside)
  mkdirSync(inside, { recursive: true })
  writeFileSync(join(inside, 'of-the-image'), '')
  t.match(await runBox(t, box), { stdout: /^of-the-image\n$/, stderr: '' })
  execFileSync('rm', ['-r', outside])
})

t.test('what does not fit is named', async (t) => {
  const mounts = [tmpfs('/bin', 'size=4k')]
  const { status, stderr } = await runWith(t, 'true', { mounts })
  t.equal(status, 1)
  t.match(stderr, /Copy up into the tmpfs at "\/bin": write\(.*ENOSPC/)
})

t.test('without root it is refused', async (t) => {
  const own = [{ containerID: 0, hostID: 65534, size: 1 }]
  const linux = { ...WITH_USERS, uidMappings: own, gidMappings: own }
  const prefix = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  const box = makeFullBox(t, 'true', { mounts: [tmpfs('/data')], linux })
  mkdirSync(box.root)
  chownSync(box.root, 65534, 65534)
  const { status, stderr } = await runBox(t, box, [], { prefix })
  t.equal(status, 1)
  t.match(stderr, '"/mounts/1/options" in')
  t.match(stderr, 'options without "tmpcopyup": only root')
})
