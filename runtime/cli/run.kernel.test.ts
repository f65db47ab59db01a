// What the kernel shows of a container that mini-runc runs, and how it ends.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Process } from '../spec/runtime-spec.ts'
import {
  makeBox,
  miniRuncProgram,
  newDirectory,
  processesIn,
  runArgs,
  runBox,
  start,
  startMiniRunc,
  startSleeper,
  statusField,
  until,
} from './box.kernel.test.ts'

const sh = (script: string): Partial<Process> => ({
  args: ['sh', '-c', script],
})

/** What identifies a file to the kernel. */
function identityOf(path: string): string {
  const { dev, ino } = statSync(path)
  return `${dev}:${ino}`
}

t.test('the exit status is that of the program', async (t) => {
  for (const status of [0, 1, 7, 255])
    t.equal((await runBox(t, makeBox(t, sh(`exit ${status}`)))).status, status)
})

t.test('a program that a signal ended is 128 + its number', async (t) => {
  for (const [name, status] of [
    ['KILL', 137],
    ['TERM', 143],
    ['PIPE', 141],
  ]) {
    const ended = await runBox(t, makeBox(t, sh(`kill -${name} $$`)))
    t.match(ended, { status, signal: null }, `${name}`)
  }
})

t.test('standard streams are the caller’s own', async (t) => {
  const box = makeBox(t, sh('cat; echo problem >&2'))
  const args = runArgs(box)
  const { process, ended } = await startMiniRunc(t, args)
  process.stdin?.end('through\n')
  t.match(await ended, { stdout: 'through\n', stderr: 'problem\n', status: 0 })
})

t.test('streams are left as they are: blocking', async (t) => {
  const { pid } = await startSleeper(t)
  for (const fd of [0, 1, 2]) {
    const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')
    const flags = Number.parseInt(/flags:\s+(\d+)/.exec(info)?.[1] ?? '', 8)
    t.equal(flags & 0o4000, 0, `O_NONBLOCK of descriptor ${fd}`)
  }
})

t.test('root and working directory are the kernel’s own', async (t) => {
  const { pid, rootfs } = await startSleeper(t, { cwd: '/tmp' })
  t.equal(identityOf(`/proc/${pid}/root/`), identityOf(rootfs))
  t.equal(identityOf(`/proc/${pid}/cwd/`), identityOf(join(rootfs, 'tmp')))
})

t.test('the working directory cannot lie outside the root', async (t) => {
  const box = makeBox(t, { args: ['sleep', '0.1'], cwd: '/../../../..' })
  t.equal((await runBox(t, box)).status, 0)
  const { pid, rootfs } = await startSleeper(t, { cwd: '/../../..' })
  t.equal(identityOf(`/proc/${pid}/cwd/`), identityOf(rootfs))
})

t.test('a link in the working directory stays inside', async (t) => {
  const box = makeBox(t, { ...sh('pwd -P'), cwd: '/link/deep' })
  mkdirSync(join(box.rootfs, 'tmp/deep'))
  symlinkSync('/tmp', join(box.rootfs, 'link'))
  t.match(await runBox(t, box), { stdout: '/tmp/deep\n', status: 0 })
})

t.test('the environment is the spec’s, to the letter', async (t) => {
  const env = ['PATH=/bin', 'B=2', 'A=1', 'EMPTY=', 'B=again']
  const { pid } = await startSleeper(t, { env })
  const environ = readFileSync(`/proc/${pid}/environ`, 'utf8')
  t.equal(environ, env.map((variable) => `${variable}\0`).join(''))
})

t.test('no descriptor leaks, however many the caller has', async (t) => {
  const file = openSync('/etc/passwd', 'r')
  t.teardown(() => closeSync(file))
  // When Node boots it closes what it inherited, up to the first gap above 15.
  const gap = new Array<'ignore'>(36).fill('ignore')
  const stdio = ['pipe', 'pipe', 'pipe', file, ...gap, file, file] as const
  const { pid } = await startSleeper(t, {}, { stdio: [...stdio] })
  t.same(readdirSync(`/proc/${pid}/fd`), ['0', '1', '2'])
})

t.test('the container leads a session of its own', async (t) => {
  const { pid } = await startSleeper(t)
  t.equal(statusField(pid, 'NSsid'), `${pid}`)
})

t.test('no signal is ignored or blocked in the container', async (t) => {
  const prefix = ['--ignore-signal=QUIT,XFSZ,USR1', '--block-signal=USR2,CHLD']
  const { pid } = await startSleeper(t, {}, { prefix })
  t.equal(statusField(pid, 'SigIgn'), '0000000000000000')
  t.equal(statusField(pid, 'SigBlk'), '0000000000000000')
})

t.test('the limit of open files is what Node found', async (t) => {
  const box = makeBox(t, sh('ulimit -Sn; ulimit -Hn'))
  const program = await miniRuncProgram()
  // The second command keeps the shell from becoming node itself.
  const script = `ulimit -Sn 300; ulimit -Hn 4000; node ${program} ${runArgs(box).join(' ')}; exit $?`
  const ended = await start(t, ['sh', '-c', script]).ended
  t.match(ended, { stdout: '300\n4000\n', status: 0 })
})

t.test('a missing program is 127 and says where it was sought', async (t) => {
  const env = ['PATH=/bin:/sbin']
  const { status, stderr } = await runBox(
    t,
    makeBox(t, { args: ['nope'], env }),
  )
  t.equal(status, 127)
  t.match(stderr, /"nope" to execute in PATH "\/bin:\/sbin" inside ".*rootfs"/)
  const box = makeBox(t, { args: ['/usr/bin/node'] })
  t.match(await runBox(t, box), {
    status: 127,
    stderr: /"\/usr\/bin\/node" to execute inside/,
  })
})

t.test('the search goes through PATH of the container only', async (t) => {
  const box = makeBox(t, {
    args: ['hello'],
    env: ['PATH=/nowhere:/bin/sh:/tmp'],
  })
  const script = join(box.rootfs, 'tmp/hello')
  writeFileSync(script, '#!/bin/sh\necho hello from $0\n', { mode: 0o755 })
  t.match(await runBox(t, box), {
    stdout: 'hello from /tmp/hello\n',
    status: 0,
  })
})

t.test('a program that may not be executed is 126', async (t) => {
  const box = makeBox(t, { args: ['data'], env: ['PATH=/tmp:/bin'] })
  writeFileSync(join(box.rootfs, 'tmp/data'), 'text', { mode: 0o644 })
  t.match(await runBox(t, box), { status: 126, stderr: /EACCES/ })
  t.equal((await runBox(t, makeBox(t, { args: ['/tmp'] }))).status, 126)
  const empty = makeBox(t, { args: ['/tmp/empty'] })
  writeFileSync(join(empty.rootfs, 'tmp/empty'), '', { mode: 0o755 })
  t.match(await runBox(t, empty), { status: 126, stderr: /ENOEXEC/ })
})

t.test('another step that fails is 1 and names itself', async (t) => {
  t.match(await runBox(t, makeBox(t, { cwd: '/nowhere' })), {
    status: 1,
    stderr: /chdir\("\/nowhere"\): ENOENT: .*\n {2}step .*"process.cwd"/s,
  })
})

t.test('without CAP_SYS_CHROOT the error says who may', async (t) => {
  const set = '-sys_chroot'
  const prefix = ['setpriv', `--bounding-set=${set}`, `--inh-caps=${set}`]
  const ended = await runBox(t, makeBox(t), [], { prefix })
  t.equal(ended.status, 1)
  t.match(ended.stderr, /chroot\(.*EPERM/)
  t.match(ended.stderr, /wants CAP_SYS_CHROOT/)
})

t.test('--pid-file has the number of the container', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  const pidFile = join(box.bundle, 'pid')
  const ended = runBox(t, box, ['--pid-file', pidFile])
  const [pid = 0] = await until('the container', () => {
    return readdirSync(box.bundle).includes('pid') && processesIn(box.rootfs)
  })
  t.equal(readFileSync(pidFile, 'utf8'), `${pid}`)
  process.kill(pid, 'SIGKILL')
  t.equal((await ended).status, 137)
})

t.test('a pid file that cannot be written leaves no container', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  const { status, stderr } = await runBox(t, box, [
    '--pid-file',
    '/nowhere/pid',
  ])
  t.equal(status, 1)
  t.match(stderr, /ENOENT.*\/nowhere\/pid/)
  await until('no container', () => processesIn(box.rootfs).length === 0)
})

t.test('a wrong bundle is 1 and named by its JSON pointer', async (t) => {
  const empty = makeBox(t, { args: [] })
  t.match(await runBox(t, empty), { status: 1, stderr: /"\/process\/args"/ })
  const missing = { bundle: newDirectory(t) }
  t.match(await runBox(t, missing), { status: 1, stderr: /no such file/ })
})

t.test('eight containers at a time do not mix', async (t) => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
  const boxes = numbers.map((n) => makeBox(t, sh(`echo ${n}; exit ${n}`)))
  const all = await Promise.all(boxes.map((box) => runBox(t, box)))
  t.same(
    all.map(({ status, stdout }) => [status, stdout]),
    numbers.map((n) => [n, `${n}\n`]),
  )
})
