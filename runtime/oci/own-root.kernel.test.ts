import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Mount } from '../spec/runtime-spec.ts'
import { MS_PRIVATE, MS_REC, MS_SLAVE } from '../sys/constants/mounts.ts'
import { CLONE_NEWNS } from '../sys/constants/processes.ts'
import { type Argument, Program, type StepOptions } from '../sys/program.ts'
import { run } from '../sys/test/run.ts'
import {
  bind,
  makeRootfs,
  mountinfo,
  PROC,
  programOf,
  recordContainer,
  runIn,
  runOnSharedHost,
  tmpfs,
  type Wishes,
} from './test/own-root.ts'

/** A mount namespace in which nothing is parted from the host yet. */
const HEARS = MS_REC | MS_SLAVE

const EVERYTHING: Wishes = {
  mounts: [
    PROC,
    tmpfs('/dev', 'nosuid', 'mode=755'),
    { destination: '/dev/mqueue', type: 'mqueue', options: ['nosuid'] },
    bind('/etc/hostname', '/etc/hostname', 'ro'),
    bind('/etc', '/made/etc', 'rbind', 'rslave', 'rro'),
  ],
  linux: {
    maskedPaths: ['/proc/acpi', '/proc/cpuinfo', '/nothing'],
    readonlyPaths: ['/proc/sys', '/nothing'],
    rootfsPropagation: 'shared',
  },
  readonly: true,
}

const lines = (text: string) => text.split('\n').filter(Boolean)

/** Where each mount of a mountinfo is. */
const points = (text: string) => lines(text).map((line) => line.split(' ')[4])

t.test('nothing of the host is left but what was asked for', async (t) => {
  const rootfs = makeRootfs(t)
  const wishes = { mounts: [PROC] }
  const { stdout } = await runIn(rootfs, 'cat /proc/self/mountinfo', wishes)
  t.same(points(stdout), ['/', '/proc'])
  t.match(lines(stdout)[0], `${rootfs} / `)
})

t.test('the host keeps its mounts, although all are shared', async (t) => {
  const line = 'cat /proc/self/mountinfo; echo =='
  const rootfs = makeRootfs(t)
  const { stdout } = await runOnSharedHost(rootfs, line, EVERYTHING)
  const [inside = '', outside = ''] = stdout.split('==\n')
  t.ok(points(inside).includes('/made/etc'), 'the container has its own')
  t.same(points(outside).sort(), points(mountinfo()).sort(), 'as it was')
  t.match(outside, / \/ \S+ shared:/, 'its root is shared')
})

// As if MS_REC were forgotten when the mount namespace began.
t.test('the umount of the old root stays inside', async (t) => {
  const wishes = { mounts: [PROC], propagation: MS_PRIVATE }
  const { stdout } = await runOnSharedHost(makeRootfs(t), 'true', wishes)
  t.same(points(stdout).sort(), points(mountinfo()).sort(), 'as it was')
})

t.test('a parent mount of the root may be shared or private', async (t) => {
  const rootfs = makeRootfs(t)
  for (const start of [runIn, runOnSharedHost]) {
    const { stdout } = await start(rootfs, 'echo inside', {})
    t.match(stdout, /^inside\n/)
  }
})

/** Fails at one of its calls. */
class Failing extends Program {
  readonly #at: number

  constructor(at: number) {
    super()
    this.#at = at
  }

  override syscall(
    name: string,
    args: readonly Argument[],
    options: StepOptions = {},
  ) {
    const isLast = this.steps.length === this.#at
    return isLast
      ? super.syscall('close', [-1])
      : super.syscall(name, args, options)
  }
}

t.test('whichever step fails, the host keeps its mounts', async (t) => {
  const rootfs = makeRootfs(t)
  const before = mountinfo()
  const count = programOf(rootfs, 'true', EVERYTHING).steps.length
  let failed = 0
  for (let at = 0; at < count; at++) {
    const program = new Failing(at)
    recordContainer(program, rootfs, 'true', EVERYTHING)
    // Some steps are only reached where others fail.
    await run(program, { flags: CLONE_NEWNS }).catch(({ step }) => {
      failed += step === at ? 1 : 0
    })
    if (mountinfo() !== before) t.fail(`step ${at} left a mount`)
  }
  t.ok(failed > count / 2, `${failed} of ${count} steps failed`)
})

t.test('no descriptor outlives execve', async (t) => {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'empty'))
  const list = 'ls -l /proc/self/fd'
  const count = (text: string) => text.split(' -> ').length
  const plain = await runIn(rootfs, list, { mounts: [PROC] })
  const full = await runIn(rootfs, list, EVERYTHING)
  t.equal(count(full.stdout), count(plain.stdout))
})

t.test('the umask is what it was', async (t) => {
  const { stdout } = await runIn(makeRootfs(t), 'umask', EVERYTHING)
  t.equal(stdout, `00${process.umask().toString(8).padStart(2, '0')}\n`)
})

t.test('the working directory is found inside', async (t) => {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'srv/deep'), { recursive: true })
  symlinkSync('/srv/deep', join(rootfs, 'link'))
  const pwd = async (cwd: string) =>
    (await runIn(rootfs, 'pwd -P', { cwd, mounts: [PROC] })).stdout
  t.equal(await pwd('/srv/deep'), '/srv/deep\n')
  t.equal(await pwd('/link'), '/srv/deep\n')
  t.equal(await pwd('/../../srv'), '/srv\n')
  await t.rejects(pwd('/nothing'), { syscall: 'openat2', code: 'ENOENT' })
})

// CVE-2024-21626: one descriptor of the host that was forgotten is enough.
t.test('the working directory is no descriptor of the host', async (t) => {
  const leak = openSync('/etc', 'r')
  t.teardown(() => closeSync(leak))
  const wishes = { cwd: `/proc/self/fd/${leak}`, mounts: [PROC] }
  const started = runIn(makeRootfs(t), 'cat hostname', wishes)
  await t.rejects(started, { syscall: 'openat2', code: 'ELOOP' })
})

t.test('a read-only root is so for the container alone', async (t) => {
  const rootfs = makeRootfs(t)
  const line = 'touch /made; touch /tmp/made && echo below'
  const mounts = [tmpfs('/tmp')]
  const { stdout } = await runIn(rootfs, line, { mounts, readonly: true })
  t.match(stdout, /^touch: \/made: Read-only file system\nbelow\n$/)
  writeFileSync(join(rootfs, 'of the host'), '')
  t.ok(readdirSync(rootfs).includes('of the host'))
})

const root = (propagation: 'shared' | 'slave' | 'private' | 'unbindable') => ({
  mounts: [PROC] satisfies Mount[],
  linux: { rootfsPropagation: propagation },
  propagation: HEARS,
})

t.test('rootfsPropagation is what mountinfo says of the root', async (t) => {
  const rootfs = makeRootfs(t)
  const line = 'grep " / / \\| / [^ ]* [^ ]* .*- " /proc/self/mountinfo'
  const fieldsOf = async (wishes: Wishes) => {
    const { stdout } = await runOnSharedHost(rootfs, line, wishes)
    return (lines(stdout)[0] ?? '').split(' - ')[0]?.split(' ').slice(6)
  }
  t.same(
    await fieldsOf({ mounts: [PROC], propagation: HEARS }),
    [],
    'absent: private',
  )
  t.same(await fieldsOf(root('private')), [])
  t.match(await fieldsOf(root('slave')), [/^master:/])
  t.match(await fieldsOf(root('shared')), [/^shared:\d+$/])
  t.equal((await fieldsOf(root('shared')))?.length, 1, 'a group of its own')
  t.same(await fieldsOf(root('unbindable')), ['unbindable'])
})
