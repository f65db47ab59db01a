// --explain around a real run, and --dry-run without one.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  makeBox,
  miniRuncProgram,
  processesIn,
  runArgs,
  runBox,
  start,
} from './box.kernel.test.ts'

t.test('--explain shows results and times after the run', async (t) => {
  const box = makeBox(t, { args: ['echo', 'hello'], env: ['PATH=/no:/bin'] })
  const { stdout, stderr, status } = await runBox(t, box, ['--explain'])
  t.equal(stdout, 'hello\n')
  t.equal(status, 0)
  t.match(stderr, /\d+ +chroot\(2\) +chroot\(".*\) = 0\n/)
  t.match(stderr, /execve\("\/no\/echo".* = -1 ENOENT/)
  t.match(stderr, /\d+ +execve\(2\) +execve\("\/bin\/echo".* = 0\n/)
})

t.test('--explain shows how far a failed start came', async (t) => {
  const box = makeBox(t, { cwd: '/nowhere' })
  const { stderr } = await runBox(t, box, ['--explain'])
  t.match(stderr, /chdir\("\/nowhere"\) = -1 ENOENT/)
  t.match(stderr, /execve\([^=]*(=[^=]*)*\]\)\n/)
})

t.test('--explain-format json has microseconds for each step', async (t) => {
  const box = makeBox(t, { args: ['true'] })
  const { stderr } = await runBox(t, box, ['--explain-format', 'json'])
  const { steps } = JSON.parse(stderr)
  const chroot = steps.find(
    (step: { syscall: string }) => step.syscall === 'chroot',
  )
  t.match(chroot, { result: 0, manual: 'chroot(2)', microseconds: Number })
})

t.test('--dry-run runs nothing and prints to stdout', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  const ended = await runBox(t, box, ['--dry-run', '--explain'])
  t.match(ended, { status: 0, stderr: '', stdout: /chroot\(".*\n/ })
  t.same(processesIn(box.rootfs), [])
})

t.test('--dry-run needs neither root nor native code', async (t) => {
  const box = makeBox(t, { args: ['true'] })
  const alone = join(box.bundle, 'alone.cjs')
  const program = await miniRuncProgram()
  copyFileSync(program, alone)
  copyFileSync(
    program.replace('.cjs', '.pack'),
    join(box.bundle, 'mini-runc.pack'),
  )
  const command = ['node', alone, ...runArgs(box)]
  const { ended } = start(t, [
    'setpriv',
    '--bounding-set=-all',
    '--inh-caps=-all',
    ...command,
    '--dry-run',
    '--explain',
  ])
  t.match(await ended, { status: 0, stdout: /chroot/, stderr: '' })
})
