// Children that are born into a cgroup, and those that have to go there.
import { closeSync, constants, openSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import {
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
} from './constants/processes.ts'
import { SIG_BLOCK } from './constants/signals.ts'
import { Program } from './program.ts'
import { sigset, timespec } from './structs.ts'
import { cgroupOf, makeCgroup } from './test/cgroup.ts'
import { BACKEND, run, start } from './test/run.ts'

const isBornThere = BACKEND === 'code' && !process.env.OLD_KERNEL

/** A directory, open until the end of the test. */
function open(t: Test, path: string): number {
  const fd = openSync(path, constants.O_DIRECTORY)
  t.teardown(() => closeSync(fd))
  return fd
}

/** Sleeps as soon as it has started, though not for ever. */
function sleep(program: Program): Program {
  program.ready()
  program.rt_sigprocmask(SIG_BLOCK, sigset(['SIGUSR1']))
  program.rt_sigtimedwait(sigset(['SIGUSR1']), null, timespec(20))
  return program
}

const FLAGS = {
  'no namespace': 0n,
  'a mount and a PID namespace': CLONE_NEWNS | CLONE_NEWPID,
  'a user namespace': CLONE_NEWUSER,
}

for (const [name, flags] of Object.entries(FLAGS))
  t.test(`a child is born into a cgroup, and ${name}`, async (t) => {
    const directory = makeCgroup(t)
    const program = new Program()
    program.bornInto(flags, open(t, directory))
    const child = start(sleep(program))
    await child.started
    t.equal(cgroupOf(child.pid), `/${basename(directory)}`)
    t.not(cgroupOf('self'), cgroupOf(child.pid))
    child.kill('SIGKILL')
    await child.exited
  })

t.test('its first step is made there', async (t) => {
  const directory = makeCgroup(t)
  const program = new Program()
  program.bornInto(0n, open(t, directory))
  const own = Buffer.alloc(4096)
  const fd = program.openat(-100, '/proc/self/cgroup', 0)
  const count = program.read(fd, own)
  program.write(1, own, count)
  const { stdout } = await run(program)
  t.match(stdout, `0::/${basename(directory)}\n`)
})

t.test('a bare child is there, too', async (t) => {
  const directory = makeCgroup(t)
  const program = new Program()
  program.bornInto(0n, open(t, directory))
  const child = start(sleep(program), { bare: true })
  await child.started
  t.equal(cgroupOf(child.pid), `/${basename(directory)}`)
  child.kill('SIGKILL')
  await child.exited
})

t.test('an heir is where the stage was', async (t) => {
  const directory = makeCgroup(t)
  const program = new Program()
  program.bornInto(0n, open(t, directory))
  program.unshare(CLONE_NEWPID)
  program.bequeath()
  const child = start(sleep(program))
  await child.started
  t.equal(cgroupOf(child.pid), `/${basename(directory)}`)
  child.kill('SIGKILL')
  await child.exited
})

t.test('its program has no descriptor of the cgroup', async (t) => {
  const directory = makeCgroup(t)
  const program = new Program()
  program.bornInto(0n, open(t, directory))
  const line = 'ls -l /proc/self/fd'
  program.execve('/bin/sh', ['sh', '-c', line], ['PATH=/usr/bin:/bin'])
  const { stdout } = await run(program)
  t.match(stdout, /2 -> /)
  t.notMatch(stdout, directory)
})

t.test('what is no cgroup of ours is refused, and says so', async (t) => {
  const program = new Program()
  program.bornInto(0n, open(t, t.testdir()))
  const start_ = () => start(sleep(program))
  if (isBornThere) t.throws(start_, { syscall: 'clone3', code: 'EBADF' })
  else await t.rejects(start_().started, { syscall: 'openat', code: 'ENOENT' })
})

t.test('a killed cgroup takes the child along', async (t) => {
  const directory = makeCgroup(t)
  const program = new Program()
  program.bornInto(0n, open(t, directory))
  const child = start(sleep(program))
  await child.started
  writeFileSync(join(directory, 'cgroup.kill'), '1')
  t.same(await child.exited, { code: null, signal: 'SIGKILL' })
})
