// Started as it is, these tests are about the machine code; spawn-fork runs
// them again for the other back-end.
import { readlinkSync } from 'node:fs'
import t from 'tap'
import { AT_FDCWD, O_RDONLY } from './constants/files.ts'
import { CLONE_NEWUTS } from './constants/processes.ts'
import { SIGNALS } from './constants/signals.ts'
import { Program } from './program.ts'
import { StepError } from './spawn.ts'
import { run, shell, start } from './test/run.ts'

t.test('spawn() reports the exit status', async (t) => {
  const child = start(shell('exit 7'))
  await child.started
  t.same(await child.exited, { code: 7, signal: null })
})

t.test('spawn() reports the signal that ended the child', async (t) => {
  t.same(await start(shell('kill -9 $$')).exited, {
    code: null,
    signal: 'SIGKILL',
  })
})

t.test('spawn() passes arguments and environment', async (t) => {
  const program = new Program()
  const line = 'echo "$0 $1 $A"; env | grep -c .'
  program.execve('/bin/sh', ['sh', '-c', line, 'zero', 'öne'], ['A=b c'])
  const { stdout } = await run(program)
  t.match(stdout, /^zero öne b c\n/)
})

t.test('a program that runs out of steps exits with 0', async (t) => {
  const program = new Program()
  program.getpid()
  const child = start(program)
  await child.started
  t.same(await child.exited, { code: 0, signal: null })
  t.equal(child.trace()[0]?.result, BigInt(child.pid))
})

t.test('spawn() names the step that failed', async (t) => {
  const program = new Program()
  program.getpid()
  program.note('the root has to be there')
  program.chroot('/no/such/directory')
  program.write(1, 'not reached')
  const child = start(program)
  const error = await child.started.catch((error: unknown) => error)
  t.type(error, StepError)
  t.match(error, {
    name: 'StepError',
    message: 'chroot("/no/such/directory"): ENOENT: no such file or directory',
    step: 1,
    syscall: 'chroot',
    args: ['/no/such/directory'],
    code: 'ENOENT',
    errno: -2,
    note: 'the root has to be there',
  })
  t.same(await child.exited, { code: 125, signal: null })
  t.same(
    child.trace().map(({ step }) => step),
    [0, 1],
  )
})

t.test('an error tells what was going on, results and all', async (t) => {
  const program = new Program()
  const fd = program.openat(AT_FDCWD, '/', O_RDONLY)
  program.setns(fd, 0)
  program.getpid()
  const error = await start(program, { flags: CLONE_NEWUTS })
    .started.then(() => undefined)
    .catch((error: StepError) => error)
  const { results = [], flags, message } = error ?? {}
  t.equal(error?.program, program)
  t.equal(flags, CLONE_NEWUTS)
  t.match(results, [BigInt, -22n])
  t.equal(results.length, 2, 'the third did not run')
  t.equal(message, `setns(${results[0]}, 0): EINVAL: invalid argument`)
})

t.test('who failed can be looked at where it failed', async (t) => {
  const program = new Program()
  program.chdir('/usr')
  program.chdir('/no/such/directory')
  const seen: string[] = []
  const examine = (error: StepError, pid: number) => {
    seen.push(error.code, readlinkSync(`/proc/${pid}/cwd`))
  }
  const began = Date.now()
  t.equal((await start(program, { examine }).exited).code, 125)
  t.same(seen, ['ENOENT', '/usr'])
  t.ok(Date.now() - began < 900, 'and does not wait any longer')
})

t.test('spawn() names the failed execve', async (t) => {
  const program = new Program()
  program.execve('/etc/passwd', ['passwd'], [])
  await t.rejects(start(program).started, {
    message: 'execve("/etc/passwd", ["passwd"], []): EACCES: permission denied',
    step: 0,
  })
})

t.test('nobody has to look at `started`', async (t) => {
  const program = new Program()
  program.chdir('/no/such/directory')
  t.same(await start(program).exited, { code: 125, signal: null })
})

t.test('a failure in what spawn() prepares has no step', async (t) => {
  const child = start(shell('true'), { stdio: [0, 1, 987] })
  await t.rejects(child.started, { step: -1, syscall: 'dup3', code: 'EBADF' })
})

t.test('ready() lets `started` resolve before the end', async (t) => {
  const program = new Program()
  program.ready()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = start(program)
  await child.started
  child.kill('SIGTERM')
  t.same(await child.exited, { code: null, signal: 'SIGTERM' })
})

t.test('kill() takes names and numbers, and no others', async (t) => {
  const child = start(shell('exec sleep 60'))
  await child.started
  t.throws(() => child.kill('SIGNONE'), RangeError)
  t.throws(() => child.kill(65), RangeError)
  child.kill(SIGNALS.SIGUSR1 ?? 0)
  t.same(await child.exited, { code: null, signal: 'SIGUSR1' })
  t.doesNotThrow(() => child.kill('SIGTERM'), 'it has ended')
})

t.test('close() forgets the child', async (t) => {
  const child = start(shell('exec sleep 60'))
  await child.started
  child.close()
  child.close()
  t.ok(process.kill(child.pid, 'SIGKILL'), 'it lives on')
})

t.test('trace() has results, and times when asked for', async (t) => {
  const program = new Program()
  program.umask(0o22)
  program.execve('/no/such/program', ['x'], [], { ignore: ['ENOENT'] })
  program.execve('/bin/true', ['true'], [])
  program.execve('/bin/false', ['false'], [])
  for (const timing of [false, true]) {
    const child = start(program, { timing })
    t.same(await child.exited, { code: 0, signal: null })
    const trace = child.trace()
    t.same(
      trace.map(({ step }) => step),
      [0, 1, 2],
    )
    t.same(
      trace.slice(1).map(({ result }) => result),
      [-2n, 0n],
    )
    for (const { microseconds } of trace)
      t.equal(Number(microseconds) > 0, timing)
  }
})

t.test('a large program fits', async (t) => {
  const program = new Program()
  for (let index = 0; index < 20_000; index++) program.getpid()
  program.write(1, 'x'.repeat(1_000_000))
  const { stdout, code } = await run(program)
  t.equal(stdout.length, 1_000_000)
  t.equal(code, 0)
})
