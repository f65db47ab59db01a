// Images that try to have something of the host mounted over, written to or
// shown. Each test was seen to fail once RESOLVE_IN_ROOT is taken away, or what
// the test names.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Mount } from '../spec/runtime-spec.ts'
import { AT_FDCWD } from '../sys/constants/files.ts'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWNS, CLONE_NEWPID } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { start } from '../sys/test/run.ts'
import { recordOwnRoot } from './own-root.ts'
import {
  bind,
  makeRootfs,
  newDirectory,
  PROC,
  runIn,
  specOf,
  tmpfs,
  type Wishes,
} from './test/own-root.ts'

/** An image, and a directory of the host that it is after. */
function makeTarget(t: Test): { rootfs: string; host: string } {
  const rootfs = makeRootfs(t)
  const host = newDirectory(t)
  writeFileSync(join(host, 'secret'), 'of the host')
  return { rootfs, host }
}

/** Nothing was made in the directory, and nothing written to the file. */
function isUntouched(host: string): boolean {
  const secret = readFileSync(join(host, 'secret'), 'utf8')
  return readdirSync(host).join() === 'secret' && secret === 'of the host'
}

const MOUNTS = 'cat /proc/self/mountinfo'

t.test('a destination that is a link to the host stays inside', async (t) => {
  const { rootfs, host } = makeTarget(t)
  mkdirSync(join(rootfs, host), { recursive: true })
  symlinkSync(host, join(rootfs, 'data'))
  const mounts = [PROC, tmpfs('/data'), tmpfs('/data/deep/er')]
  const { stdout } = await runIn(rootfs, MOUNTS, { mounts })
  t.ok(isUntouched(host))
  t.match(stdout, ` ${host} `)
  t.match(stdout, ` ${host}/deep/er `)
})

t.test('a link on the way leads nowhere but inside', async (t) => {
  const { rootfs, host } = makeTarget(t)
  symlinkSync(host, join(rootfs, 'way'))
  const mounts = [PROC, tmpfs('/way/new')]
  const started = runIn(rootfs, MOUNTS, { mounts })
  await t.rejects(started, { syscall: 'openat2', code: 'ENOENT' })
  t.ok(isUntouched(host))
})

t.test('a link that leads nowhere is an error, and stays so', async (t) => {
  const { rootfs, host } = makeTarget(t)
  symlinkSync(join(host, 'new'), join(rootfs, 'file'))
  for (const mount of [tmpfs('/file'), bind('/etc/hostname', '/file')])
    await t.rejects(runIn(rootfs, MOUNTS, { mounts: [mount] }), {
      code: 'ENOENT',
    })
  t.ok(isUntouched(host))
})

t.test('".." ends at the root of the container', async (t) => {
  const { rootfs, host } = makeTarget(t)
  const up = '../'.repeat(40)
  symlinkSync(`${up}${host}`, join(rootfs, 'up'))
  mkdirSync(join(rootfs, host), { recursive: true })
  const mounts = [PROC, tmpfs('/up'), tmpfs(`/bin/${up}new`)]
  const { stdout } = await runIn(rootfs, MOUNTS, { mounts })
  t.match(stdout, ` ${host} `)
  t.match(stdout, ' /new ')
  t.ok(isUntouched(host))
  t.notOk(existsSync('/new'))
})

t.test('/proc and /sys are mounted on directories only', async (t) => {
  const SYS: Mount = { destination: '/sys', type: 'sysfs', options: [] }
  for (const mount of [PROC, SYS, bind('/sys', '/sys', 'rbind')]) {
    const { rootfs } = makeTarget(t)
    mkdirSync(join(rootfs, 'elsewhere'))
    symlinkSync('elsewhere', join(rootfs, mount.destination))
    const started = runIn(rootfs, MOUNTS, { mounts: [mount] })
    await t.rejects(started, { syscall: 'openat2', code: 'ELOOP' })
  }
})

t.test('no magic link of /proc is followed', async (t) => {
  const { rootfs } = makeTarget(t)
  symlinkSync('/proc/1/root/srv', join(rootfs, 'srv'))
  const mounts = [PROC, tmpfs('/srv')]
  const started = runIn(rootfs, MOUNTS, { mounts })
  await t.rejects(started, { syscall: 'openat2', code: 'ELOOP' })
})

t.test('a device is not made where a link leads', async (t) => {
  const { rootfs, host } = makeTarget(t)
  symlinkSync(host, join(rootfs, 'dev'))
  const device = { path: '/dev/mine', type: 'c', major: 1, minor: 3 } as const
  const linux = { devices: [device] }
  await t.rejects(runIn(rootfs, 'true', { linux }), { code: 'ENOENT' })
  t.ok(isUntouched(host))
})

t.test('a masked path that is a link is hidden inside', async (t) => {
  const { rootfs, host } = makeTarget(t)
  mkdirSync(join(rootfs, host), { recursive: true })
  writeFileSync(join(rootfs, host, 'secret'), 'of the image')
  symlinkSync(join(host, 'secret'), join(rootfs, 'file'))
  symlinkSync(host, join(rootfs, 'directory'))
  const line = `cat /file ${host}/secret; echo ==; ls /directory/`
  const masked = (paths: string[]) =>
    runIn(rootfs, line, { linux: { maskedPaths: paths } })
  t.equal((await masked(['/file'])).stdout, '==\nsecret\n')
  t.match((await masked(['/directory'])).stdout, /No such file.*==\n$/s)
  t.ok(isUntouched(host))
})

// CVE-2025-31133: what hides the file was taken from the container.
t.test('what hides a file is no file of the image', async (t) => {
  const { rootfs, host } = makeTarget(t)
  mkdirSync(join(rootfs, 'dev'))
  writeFileSync(join(rootfs, 'dev/file'), 'of the image')
  symlinkSync('file', join(rootfs, 'dev/null'))
  writeFileSync(join(rootfs, 'secret'), 'to be hidden')
  const wishes = { linux: { maskedPaths: ['/secret'] } }
  const line = 'cat /secret; stat -c %t:%T /secret; stat -c %F /dev/null'
  const { stdout } = await runIn(rootfs, line, wishes)
  t.equal(stdout, '1:3\nsymbolic link\n')
  rmSync(join(rootfs, 'dev/null'))
  writeFileSync(join(rootfs, 'dev/null'), 'of the image')
  t.match((await runIn(rootfs, line, wishes)).stdout, /^1:3\nregular/)
  t.ok(isUntouched(host))
})

t.test('a node of that name is left as the image has it', async (t) => {
  const { rootfs, host } = makeTarget(t)
  mkdirSync(join(rootfs, 'dev'))
  const NULL = { path: '/dev/null', type: 'c', major: 1, minor: 3 } as const
  symlinkSync(join(host, 'secret'), join(rootfs, 'dev/null'))
  const { code } = await runIn(rootfs, 'true', { linux: { devices: [NULL] } })
  t.equal(code, 0)
  t.ok(lstatSync(join(rootfs, 'dev/null')).isSymbolicLink())
  t.ok(isUntouched(host))
})

/** Swaps two names for each other until it is killed. */
function startSwapping(one: string, other: string) {
  const RENAME_EXCHANGE = 2
  const program = new Program()
  const again = program.mark()
  program.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)
  program.jump(again)
  return start(program)
}

/** A container without a program. */
function programOf(rootfs: string, wishes: Wishes): Program {
  const child = new Program()
  child.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
  recordOwnRoot(child, { spec: specOf(wishes), rootfs })
  return child
}

const ROUNDS = 1000

t.test('a link that comes and goes leads out in no round', async (t) => {
  const { rootfs, host } = makeTarget(t)
  // Where the link leads is there inside as well, so every round can succeed.
  mkdirSync(join(rootfs, host), { recursive: true })
  mkdirSync(join(rootfs, 'data'))
  symlinkSync(host, join(rootfs, 'other'))
  const child = startSwapping(join(rootfs, 'data'), join(rootfs, 'other'))
  t.teardown(() => child.kill('SIGKILL'))
  const program = programOf(rootfs, { mounts: [PROC, tmpfs('/data/new')] })
  const flags = CLONE_NEWNS | CLONE_NEWPID
  let failed = 0
  for (let round = 0; round < ROUNDS && isUntouched(host); round++) {
    const { code } = await start(program, { flags }).exited
    if (code !== 0) failed++
  }
  t.ok(isUntouched(host))
  // What was made may be gone from that path when it is opened.
  t.ok(failed < 10, `${failed} rounds failed`)
  // Both ways were taken, or there was no race.
  t.ok(existsSync(join(rootfs, host, 'new')))
  child.kill('SIGKILL')
  await child.exited
  const real = ['data', 'other'].find((name) =>
    lstatSync(join(rootfs, name)).isDirectory(),
  )
  t.ok(existsSync(join(rootfs, real ?? '', 'new')))
})
