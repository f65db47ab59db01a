// Executables made of programs are really run: those of this machine as they
// are, the others by QEMU's user emulation.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  AT_FDCWD,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_RDONLY,
} from './constants/files.ts'
import { SIG_BLOCK } from './constants/signals.ts'
import { type Arch, toElf } from './elf.ts'
import { Program } from './program.ts'
import { sigset, timespec } from './structs.ts'

const EMULATORS = { x64: 'qemu-x86_64', arm64: 'qemu-aarch64' }

function execute(t: Test, arch: Arch, program: Program, trailer = '') {
  const path = join(t.testdir({ link: t.fixture('symlink', '/') }), 'program')
  writeFileSync(path, toElf(program, { arch, trailer }), { mode: 0o755 })
  const [command, ...args] =
    arch === process.arch ? [path] : [EMULATORS[arch], path]
  const result = spawnSync(command as string, args, { cwd: join(path, '..') })
  if (result.error) throw result.error
  return { ...result, stdout: result.stdout.toString() }
}

for (const arch of ['x64', 'arm64'] as const) {
  t.test(`${arch}: toElf() makes a program that runs to its end`, async (t) => {
    const program = new Program()
    program.write(1, 'hello ')
    program.write(1, 'world')
    const { status, stdout, stderr } = execute(t, arch, program, 'nonce')
    t.equal(stderr.toString(), '')
    t.same([status, stdout], [0, 'hello world'])
  })

  t.test(`${arch}: a failing step ends it with 125`, async (t) => {
    const program = new Program()
    program.chdir('/no/such/directory', { ignore: ['ENOENT'] })
    program.syscall('socket', [99, 1, 0], { ignore: ['EAFNOSUPPORT'] })
    program.write(1, 'first')
    program.chdir('/no/such/directory', { ignore: ['EACCES'] })
    program.write(1, 'second')
    const { status, stdout } = execute(t, arch, program)
    t.same([status, stdout], [125, 'first'])
  })

  t.test(`${arch}: results, loops and jumps work`, async (t) => {
    const program = new Program()
    const buffer = Buffer.alloc(3)
    const end = program.ahead()
    const fd = program.openat(AT_FDCWD, 'program', O_RDONLY)
    program.syscall('lseek', [fd, -8, 2])
    const top = program.mark()
    const count = program.read(fd, buffer, 3, { ifZero: end })
    program.write(1, buffer, count)
    program.jump(top)
    program.place(end)
    program.close(fd)
    program.exit_group(7)
    const { status, stdout } = execute(t, arch, program, 'trailing text')
    t.same([status, stdout], [7, 'ing text'])
  })

  t.test(`${arch}: flags of open mean what they say`, async (t) => {
    const nofollow = O_RDONLY | O_NOFOLLOW
    const program = new Program()
    program.openat(AT_FDCWD, '/', O_RDONLY | O_DIRECTORY)
    program.openat(AT_FDCWD, 'link', nofollow, 0, { ignore: ['ELOOP'] })
    program.openat(AT_FDCWD, 'program', O_RDONLY | O_DIRECTORY, 0, {
      ignore: ['ENOTDIR'],
    })
    program.write(1, 'fine')
    program.openat(AT_FDCWD, 'link', nofollow)
    const { status, stdout } = execute(t, arch, program)
    t.same([status, stdout], [125, 'fine'])
  })

  t.test(`${arch}: it can wait for time and for signals`, async (t) => {
    const program = new Program()
    const signals = sigset(['SIGTERM', 'SIGUSR1'])
    program.rt_sigprocmask(SIG_BLOCK, signals)
    program.nanosleep(timespec(0.01))
    program.kill(program.getpid(), 10)
    const signal = program.rt_sigtimedwait(signals, null, timespec(5))
    program.exit_group(signal)
    t.equal(execute(t, arch, program).status, 10)
  })
}

t.test('a trailer makes a file unique', async (t) => {
  const [a, b] = ['a', 'b'].map((trailer) =>
    toElf(new Program(), { arch: 'x64', trailer }),
  )
  t.notSame(a, b)
  t.equal(a?.length, b?.length)
})
