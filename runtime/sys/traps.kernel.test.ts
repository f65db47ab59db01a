// What a child of Node inherits and must not hand on. Each of these goes wrong
// in a child about which nobody thought.
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import t, { type Test } from 'tap'
import { AT_FDCWD, F_GETFD, O_RDONLY } from './constants/files.ts'
import { SIG_DFL, SIG_IGN, SIG_SETMASK } from './constants/signals.ts'
import { syscall } from './libc.ts'
import { Program } from './program.ts'
import { SIGSET_SIZE, sigaction, sigset } from './structs.ts'
import { run, shell, start } from './test/run.ts'
import { sleeper, untilAsleep } from './test/sleeper.ts'

const KCMP_VM = 1
/** SIGQUIT, SIGUSR1 and SIGXFSZ, and two that have no name. */
const IGNORED = [3, 10, 25, 40, 64]

/** Copies its own status to a descriptor, without executing anything. */
function tellStatus(fd: number): Program {
  const program = new Program()
  const buffer = Buffer.alloc(4096)
  const status = program.openat(AT_FDCWD, '/proc/self/status', O_RDONLY)
  const count = program.read(status, buffer)
  program.write(fd, buffer, count)
  return program
}

/** The status of a child that was given nothing but its program. */
async function bareStatus(t: Test): Promise<string> {
  const path = `${t.testdir({ status: '' })}/status`
  const fd = openSync(path, 'w')
  await start(tellStatus(fd), { bare: true }).exited
  closeSync(fd)
  return readFileSync(path, 'utf8')
}

const signalsIn = (status: string, field: string) =>
  BigInt(`0x${new RegExp(`^${field}:\\s+(\\w+)$`, 'm').exec(status)?.[1]}`)

const setAction = (signal: number, handler: number) =>
  syscall('rt_sigaction', signal, sigaction(handler), null, SIGSET_SIZE)

const setMask = (signals: readonly (string | number)[]) =>
  syscall('rt_sigprocmask', SIG_SETMASK, sigset(signals), null, SIGSET_SIZE)

t.test('standard streams outlive execve', async (t) => {
  const line = 'for n in 0 1 2; do [ -e /proc/self/fd/$n ] || exit 1; done'
  t.same(await start(shell(line)).exited, { code: 0, signal: null })
})

t.test('spawn() with `bare` leaves the streams alone', async (t) => {
  const program = new Program()
  for (const fd of [0, 1, 2]) program.fcntl(fd, F_GETFD)
  const child = start(program, { bare: true })
  await child.exited
  const results = child.trace().map(({ result }) => result)
  t.same(
    results,
    [0, 1, 2].map((fd) => flagsOf(fd)),
  )
})

const flagsOf = (fd: number) => BigInt(syscall('fcntl', fd, F_GETFD, 0))

t.test('each stream comes from the descriptor it was given', async (t) => {
  const child = start(sleeper(), { stdio: [2, 0, 1] })
  await untilAsleep(child.pid)
  const links = (pid: number | 'self') =>
    [0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  const [stdin, stdout, stderr] = links('self')
  t.same(links(child.pid), [stderr, stdin, stdout])
  child.kill('SIGKILL')
  await child.exited
})

t.test('no signal stays ignored or blocked', async (t) => {
  for (const signal of IGNORED) setAction(signal, SIG_IGN)
  setMask(['SIGHUP', 'SIGALRM', 40])
  t.teardown(() => {
    setMask([])
    for (const signal of IGNORED) setAction(signal, SIG_DFL)
  })
  const inherited = await bareStatus(t)
  // Not by a shell: that would clear the mask itself.
  const cat = new Program()
  cat.execve('/bin/cat', ['cat', '/proc/self/status'], [])
  const { stdout } = await run(cat)
  for (const field of ['SigIgn', 'SigBlk']) {
    t.not(signalsIn(inherited, field), 0n, `${field} is inherited`)
    t.equal(signalsIn(stdout, field), 0n, `${field} is reset`)
  }
})

t.test('a handler of ours is none of the child', async (t) => {
  const listener = () => {}
  process.on('SIGUSR2', listener)
  t.teardown(() => process.off('SIGUSR2', listener))
  const own = readFileSync('/proc/self/status', 'utf8')
  t.not(signalsIn(own, 'SigCgt'), 0n, 'we have handlers')
  t.equal(signalsIn(await bareStatus(t), 'SigCgt'), 0n, 'it has none')
})

t.test('the child has a memory of its own', async (t) => {
  const child = start(sleeper())
  const same = syscall('kcmp', process.pid, process.pid, KCMP_VM, 0, 0)
  t.equal(same, 0)
  t.not(syscall('kcmp', process.pid, child.pid, KCMP_VM, 0, 0), 0)
  child.kill('SIGKILL')
  await child.exited
})

t.test('`keep` closes everything that is not named', async (t) => {
  const path = `${t.testdir({ file: '' })}/file`
  const kept = openSync(path, 'r')
  const other = openSync(path, 'r')
  // Node opens its files close-on-exec; these two are as a shell would have them.
  for (const fd of [kept, other]) syscall('fcntl', fd, 2, 0)
  const line = 'echo /proc/self/fd/*'
  const all = await run(shell(line))
  const some = await run(shell(line), { keep: [kept] })
  for (const fd of [kept, other]) closeSync(fd)
  t.match(all.stdout, `/fd/${other}`, 'both are inherited by default')
  t.match(some.stdout, `/fd/${kept}`)
  t.notMatch(some.stdout, `/fd/${other}`)
})
