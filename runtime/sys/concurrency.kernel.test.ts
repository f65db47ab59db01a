// Children that live at the same time, and what is left of those that do not.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { SIG_BLOCK } from './constants/signals.ts'
import { Program } from './program.ts'
import { type Child, spawn } from './spawn.ts'
import { sigset } from './structs.ts'
import { shell, start } from './test/run.ts'
import {
  linksOf,
  pipesWrittenBy,
  sleeper,
  untilAsleep,
} from './test/sleeper.ts'

const end = async (child: Child) => {
  child.kill('SIGKILL')
  await child.exited
}

t.test('a child does not hold the status pipe of another', async (t) => {
  const first = start(sleeper())
  const second = start(sleeper())
  await Promise.all([first, second].map(({ pid }) => untilAsleep(pid)))
  const ours = pipesWrittenBy('self')
  const [firsts = [], seconds = []] = [first, second].map(({ pid }) =>
    pipesWrittenBy(pid).filter((pipe) => !ours.includes(pipe)),
  )
  t.ok(firsts.length > 0, 'the first has its pipe')
  t.same(
    seconds.filter((pipe) => firsts.includes(pipe)),
    [],
    'the second has none of it',
  )
  await Promise.all([end(first), end(second)])
})

t.test('a child starts while one born earlier never does', async (t) => {
  const sleeping = start(sleeper())
  const child = start(shell('exec sleep 60'))
  await child.started
  t.pass('without waiting for the other')
  await Promise.all([end(sleeping), end(child)])
})

t.test('the end of a child does not wait for its status pipe', async (t) => {
  // Its own child inherits the pipe, tells that it is there, and outlives it.
  const told = sigset(['SIGUSR1'])
  const program = new Program()
  const inChild = program.ahead()
  program.rt_sigprocmask(SIG_BLOCK, told)
  program.syscall('clone', [17, 0, 0, 0, 0], { ifZero: inChild })
  program.rt_sigtimedwait(told, null, null)
  program.exit_group(3)
  program.place(inChild)
  const { step } = program.getpid()
  program.kill(program.syscall('getppid', []), 10)
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = start(program)
  t.same(await child.exited, { code: 3, signal: null })
  await child.started
  const traced = child.trace().find((traced) => traced.step === step)
  const other = Number(traced?.result)
  // Anything else than a number above 1 would be a signal to many processes.
  if (!(other > 1)) return t.fail('the child of the child has a number')
  t.ok(process.kill(other, 'SIGKILL'), 'the other lives on')
})

t.test('children of child_process keep their statuses', async (t) => {
  const run = promisify(execFile)
  const theirs = Array.from({ length: 20 }, () => run('/bin/true'))
  const ours = Array.from({ length: 20 }, () => start(shell('exit 5')).exited)
  t.equal((await Promise.all(theirs)).length, 20)
  for (const { code } of await Promise.all(ours)) t.equal(code, 5)
})

t.test('200 children at once', async (t) => {
  const children = Array.from({ length: 200 }, (_, index) =>
    start(shell(`exit ${index}`)),
  )
  const exits = await Promise.all(children.map(({ exited }) => exited))
  t.same(
    exits.map(({ code }) => code),
    children.map((_, index) => index),
  )
})

t.test('no descriptor and no memory is left behind', async (t) => {
  const fail = new Program()
  fail.chdir('/no/such/directory')
  const round = async () => {
    await start(shell('true')).exited
    await start(fail).exited
    t.throws(() => start(shell('true'), { flags: 1n }), RangeError)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const state = () => [linksOf('self').length, sharedMaps()]
  await round()
  const before = state()
  for (let index = 0; index < 10; index++) await round()
  t.same(state(), before)
})

const sharedMaps = () =>
  readFileSync('/proc/self/maps', 'utf8').match(/ rw-s .*zero/g)?.length ?? 0

t.test('the code is never writable and executable at once', async (t) => {
  const count = (kind: string) =>
    readFileSync('/proc/self/maps', 'utf8').match(
      new RegExp(`^\\w+-\\w+ ${kind} 00000000 00:00 0 *$`, 'gm'),
    )?.length ?? 0
  const before = count('rwxp')
  await spawn(shell('true')).exited
  t.ok(count('r-xp') > 0, 'it is there')
  t.equal(count('rwxp'), before)
})
