import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { figuresOf } from '../linux/cgroup/figures-of.ts'
import { recordMount } from '../linux/mounts.ts'
import { type Figures, recordOwnFigures } from '../linux/own-figures.ts'
import { pivotRoot } from '../linux/pivot-root.ts'
import type { Mount } from '../spec/runtime-spec.ts'
import { O_WRONLY } from '../sys/constants/files.ts'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { makeCgroup } from '../sys/test/cgroup.ts'
import { run } from '../sys/test/run.ts'
import { FLAGS, makeRootfs, mountinfo, PROC } from './test/own-root.ts'

const FIGURES: Figures = [
  { path: '/proc/meminfo', text: 'MemTotal: 64 kB\n' },
  { path: '/proc/cpuinfo', text: 'processor\t: 0\n'.repeat(50_000) },
  { path: '/proc/uptime', text: '0.00 0.00\n' },
  { path: '/sys/devices/system/cpu/online', text: '0\n' },
]

const SYS: Mount = { destination: '/sys', type: 'sysfs', options: ['ro'] }

const MAPS = [
  ['setgroups', 'deny'],
  ['uid_map', '0 0 1'],
  ['gid_map', '0 0 1'],
] as const

interface Wishes {
  readonly mounts?: readonly Mount[]
  readonly figures?: Figures
}

/** Record a container with figures of its own, that runs a line of shell. */
function record(
  child: Program,
  rootfs: string,
  line: string,
  { mounts = [PROC], figures = FIGURES }: Wishes = {},
): Program {
  child.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
  pivotRoot(child, rootfs, (root) => {
    for (const mount of mounts) recordMount(child, root, mount)
    recordOwnFigures(child, root, figures)
  })
  const args = ['sh', '-c', `exec 2>&1; ${line}`]
  child.execve('/bin/busybox', args, ['PATH=/bin'])
  return child
}

function runIn(rootfs: string, line: string, wishes?: Wishes) {
  return run(record(new Program(), rootfs, line, wishes), { flags: FLAGS })
}

t.test('inside, the files of /proc are those', async (t) => {
  const rootfs = makeRootfs(t)
  const line =
    'cat /proc/meminfo /proc/uptime; wc -l /proc/cpuinfo; cat /proc/sys/kernel/pid_max'
  const { stdout } = await runIn(rootfs, line)
  t.match(
    stdout,
    /^MemTotal: 64 kB\n0\.00 0\.00\n50000 \/proc\/cpuinfo\n\d+\n$/,
  )
})

t.test('in /sys as well, where it is mounted', async (t) => {
  const line = 'cat /sys/devices/system/cpu/online'
  // Sysfs can be mounted by whom the network belongs to.
  const mounts = [PROC, SYS]
  const { stdout } = await runIn(makeRootfs(t), line, { mounts })
  t.equal(stdout, '0\n')
})

t.test('they cannot be written', async (t) => {
  const line = 'echo x > /proc/meminfo; cat /proc/meminfo'
  const { stdout } = await runIn(makeRootfs(t), line)
  t.match(stdout, /Read-only file system\nMemTotal: 64 kB\n$/)
})

t.test('each is a mount, and there are no others', async (t) => {
  const rootfs = makeRootfs(t)
  const list = async (figures: Figures) => {
    const line = 'cat /proc/self/mountinfo'
    const { stdout } = await runIn(rootfs, line, { figures })
    return stdout.trim().split('\n')
  }
  const [without, having] = [await list([]), await list(FIGURES.slice(0, 3))]
  t.equal(having.length, without.length + 3)
  const places = having.filter((line) => line.includes(' tmpfs figures'))
  t.same(
    places.map((line) => line.split(' ')[4]),
    ['/proc/meminfo', '/proc/cpuinfo', '/proc/uptime'],
  )
  for (const line of places) t.match(line, / ro,nosuid,nodev,noexec/)
})

t.test('the host has no mount more, and no file', async (t) => {
  const before = mountinfo()
  const rootfs = makeRootfs(t)
  await runIn(rootfs, 'true', { mounts: [PROC, SYS] })
  t.equal(mountinfo(), before)
  t.notMatch(readFileSync('/proc/meminfo', 'utf8'), 'MemTotal: 64 kB')
})

t.test('what is not there is not shown', async (t) => {
  const { code, stdout } = await runIn(makeRootfs(t), 'ls /', { mounts: [] })
  t.equal(code, 0)
  t.notMatch(stdout, 'proc')
})

t.test('no symbolic link of an image is followed', async (t) => {
  const rootfs = makeRootfs(t)
  const secret = join(rootfs, 'secret')
  writeFileSync(secret, 'of the image')
  mkdirSync(join(rootfs, 'proc'))
  symlinkSync('/secret', join(rootfs, 'proc/meminfo'))
  const [figure] = FIGURES
  const figures = figure ? [figure] : []
  await t.rejects(runIn(rootfs, 'cat /secret', { mounts: [], figures }), {
    syscall: 'openat2',
    code: 'ELOOP',
  })
})

t.test('a /proc that leads elsewhere is refused', async (t) => {
  const rootfs = makeRootfs(t)
  mkdirSync(join(rootfs, 'elsewhere'))
  symlinkSync('/elsewhere', join(rootfs, 'proc'))
  const before = mountinfo()
  await t.rejects(runIn(rootfs, 'true'), { syscall: 'openat2', code: 'ELOOP' })
  t.equal(mountinfo(), before)
})

t.test('in a user namespace, too', async (t) => {
  const child = new Program()
  // Who is alone in a user namespace may map its own user, and so be there.
  for (const [file, text] of MAPS) {
    const fd = child.openat(-100, `/proc/self/${file}`, O_WRONLY)
    child.write(fd, text)
    child.close(fd)
  }
  record(child, makeRootfs(t), 'cat /proc/meminfo')
  const { stdout } = await run(child, { flags: FLAGS | CLONE_NEWUSER })
  t.equal(stdout, 'MemTotal: 64 kB\n')
})

t.test('the figures of a cgroup without limits are the host’s', async (t) => {
  const figures = figuresOf(makeCgroup(t))
  const text = (path: string) =>
    figures.find((figure) => figure.path === path)?.text ?? ''
  const host = (path: string) => readFileSync(path, 'utf8')
  const total = /^MemTotal: .*$/m
  t.equal(
    total.exec(text('/proc/meminfo'))?.[0],
    total.exec(host('/proc/meminfo'))?.[0],
  )
  const count = (text: string) => text.match(/^processor\s/gm)?.length
  t.equal(count(text('/proc/cpuinfo')), count(host('/proc/cpuinfo')))
  t.equal(text('/proc/uptime'), '0.00 0.00\n')
  const online = '/sys/devices/system/cpu/online'
  t.equal(text(online), host(online))
})
