// A process that ends and lets another go on, seen from outside as one child.
import { closeSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import t from 'tap'
import { O_CLOEXEC } from './constants/files.ts'
import {
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from './constants/processes.ts'
import { SIG_BLOCK } from './constants/signals.ts'
import { syscall } from './libc.ts'
import { Program } from './program.ts'
import type { Child } from './spawn.ts'
import { sigset, timespec } from './structs.ts'
import { run, start } from './test/run.ts'
import { linksOf } from './test/sleeper.ts'

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A program that leaves namespaces, and an heir that sleeps in new ones. */
function successor(flags = CLONE_NEWPID, gate?: number): Program {
  const program = new Program()
  program.getpid()
  if (gate !== undefined) program.read(gate, Buffer.alloc(1))
  program.unshare(flags)
  program.bequeath()
  program.ready()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  return program
}

/** Who was born: it said so in its first step, if it came so far. */
const bornAs = (child: Child) => Number(child.trace()[0]?.result ?? 0)

t.test('the heir is our child, and first in its namespace', async (t) => {
  const child = start(successor())
  await child.started
  const born = bornAs(child)
  t.not(child.pid, born, 'the number is the heir’s')
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  t.match(status, new RegExp(`^PPid:\\s+${process.pid}$`, 'm'))
  t.match(status, new RegExp(`^NSpid:\\s+${child.pid}\\s+1$`, 'm'))
  const info = readFileSync(`/proc/self/fdinfo/${child.pidfd}`, 'utf8')
  t.match(info, new RegExp(`^Pid:\\s+${child.pid}$`, 'm'))
  child.kill('SIGKILL')
  t.same(await child.exited, { code: null, signal: 'SIGKILL' })
  t.notOk(isThere(child.pid))
  t.notOk(isThere(born), 'nor is the stage left')
})

t.test('the exit status is the heir’s', async (t) => {
  const program = new Program()
  program.bequeath()
  program.write(1, 'heir')
  program.exit_group(7)
  t.match(await run(program), { code: 7, stdout: 'heir' })
})

t.test('the heir executes, with what the stage prepared', async (t) => {
  const program = new Program()
  program.unshare(CLONE_NEWUTS | CLONE_NEWPID)
  program.sethostname('inherited')
  program.bequeath()
  const line = 'hostname; echo $$'
  program.execve('/bin/sh', ['sh', '-c', line], ['PATH=/usr/bin:/bin'])
  t.match(await run(program), { code: 0, stdout: 'inherited\n1\n' })
})

t.test('a step of the stage that fails leaves no heir', async (t) => {
  const program = new Program()
  program.unshare(1n << 40n)
  program.bequeath()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = start(program)
  await t.rejects(child.started, { step: 0, code: 'EINVAL' })
  t.equal((await child.exited).code, 125)
})

t.test('a step of the heir that fails is named', async (t) => {
  const program = new Program()
  program.bequeath()
  program.chdir('/no/such/directory')
  const child = start(program)
  await t.rejects(child.started, { step: 2, syscall: 'chdir', code: 'ENOENT' })
  t.equal((await child.exited).code, 125)
})

t.test('the trace has the number of the heir', async (t) => {
  const child = start(successor())
  await child.started
  const clone = child.trace().find(({ step }) => step === 2)
  t.equal(clone?.result, BigInt(child.pid))
  child.kill('SIGKILL')
  await child.exited
})

t.test('SIGKILL at any moment of the succession ends both', async (t) => {
  for (let round = 0; round < 60; round++) {
    const child = start(successor())
    const until = process.hrtime.bigint() + BigInt(round) * 30_000n
    while (process.hrtime.bigint() < until);
    child.kill('SIGKILL')
    t.equal((await child.exited).signal, 'SIGKILL')
    const born = bornAs(child)
    if (isThere(child.pid) || (born && isThere(born))) t.fail(`round ${round}`)
  }
})

t.test('a signal to a stage that waits leaves no heir', async (t) => {
  const program = new Program()
  program.rt_sigprocmask(SIG_BLOCK, sigset(['SIGUSR1']))
  program.rt_sigtimedwait(sigset(['SIGUSR1']), null, timespec(5))
  program.bequeath()
  program.write(1, 'never')
  const child = start(program)
  child.kill('SIGTERM')
  t.same(await child.exited, { code: null, signal: 'SIGTERM' })
  await child.started
})

t.test('hasStarted() asks the kernel', async (t) => {
  const ends = Buffer.alloc(8)
  syscall('pipe2', ends, O_CLOEXEC)
  const [gate, opener] = [ends.readInt32LE(0), ends.readInt32LE(4)]
  const child = start(successor(CLONE_NEWPID, gate))
  t.notOk(child.hasStarted(), 'it waits')
  writeSync(opener, 'x')
  const until = Date.now() + 5000
  while (!child.hasStarted() && Date.now() < until);
  t.ok(child.hasStarted(), 'though the loop has not turned')
  child.kill('SIGKILL')
  await child.exited
  for (const fd of [gate, opener]) closeSync(fd)
  const program = new Program()
  program.chdir('/no/such/directory')
  const failing = start(program)
  await failing.exited
  t.notOk(failing.hasStarted(), 'a failure is no start')
})

t.test('a user and a PID namespace by way of an heir', async (t) => {
  const child = start(successor(CLONE_NEWUSER | CLONE_NEWPID))
  await child.started
  for (const kind of ['user', 'pid'])
    t.not(
      readlinkSync(`/proc/${child.pid}/ns/${kind}`),
      readlinkSync(`/proc/self/ns/${kind}`),
    )
  child.kill('SIGKILL')
  await child.exited
})

t.test('a program has one heir', async (t) => {
  const program = new Program()
  program.bequeath()
  t.throws(() => program.bequeath(), /one heir/)
})

t.test('50 successions leave no descriptor and no process', async (t) => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 50))
  await settled()
  const before = linksOf('self').length
  for (let round = 0; round < 50; round++) {
    const child = start(successor())
    await child.started
    child.kill('SIGKILL')
    await child.exited
    if (isThere(child.pid)) t.fail('a process is left')
  }
  await settled()
  t.equal(linksOf('self').length, before)
})
