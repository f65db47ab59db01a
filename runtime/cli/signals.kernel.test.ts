// Signals that reach mini-runc, and a terminal that is closed or interrupted.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { SIG_BLOCK } from '../sys/constants/signals.ts'
import { toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import { sigset, timespec } from '../sys/structs.ts'
import {
  type Box,
  makeBox,
  miniRuncProgram,
  processesIn,
  runArgs,
  runInterrupted,
  start,
  startMiniRunc,
  startSleeper,
  until,
} from './box.kernel.test.ts'

const FORWARDED = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
] as const

for (const signal of FORWARDED)
  t.test(`${signal} goes on to the container`, async (t) => {
    const name = signal.slice('SIG'.length)
    const script = `trap 'echo got ${name}; exit 3' ${name}; echo ready; while :; do sleep 0.02; done`
    const box = makeBox(t, { args: ['sh', '-c', script] })
    const args = runArgs(box)
    const { process, stdout, ended } = await startMiniRunc(t, args)
    await until('the trap', () => stdout().includes('ready'))
    process.kill(signal)
    t.match(await ended, { stdout: `ready\ngot ${name}\n`, status: 3 })
    t.same(processesIn(box.rootfs), [])
  })

t.test('a container that a forwarded signal ends is 128 + n', async (t) => {
  const { process, ended, rootfs } = await startSleeper(t)
  process.kill('SIGTERM')
  t.match(await ended, { status: 143, signal: null })
  t.same(processesIn(rootfs), [])
})

t.test('a signal in the very first moment leaves no container', async (t) => {
  for (const delay of [0, 20, 30, 35, 40, 45, 50, 60, 80]) {
    const box = makeBox(t, { args: ['sleep', '60'] })
    const args = runArgs(box)
    const { process, ended } = await startMiniRunc(t, args)
    await new Promise((resolve) => setTimeout(resolve, delay))
    process.kill('SIGTERM')
    const { status, signal } = await ended
    t.ok(status === 143 || signal === 'SIGTERM', `after ${delay} ms`)
    t.same(processesIn(box.rootfs), [])
  }
})

t.test('one while the ID is claimed leaves no state', async (t) => {
  const namespaces = [{ type: 'pid' as const }, { type: 'mount' as const }]
  for (const [spec, options] of [
    [{}, []],
    [{ linux: { namespaces } }, []],
    [{ linux: { namespaces } }, ['--init']],
  ] as const) {
    const box = makeBox(t, { args: ['sleep', '60'] }, spec)
    const ended = await runInterrupted(t, box, ['--explain', ...options])
    // Nothing is explained of what was not born.
    t.match(ended, { status: 130, signal: null, stderr: '' })
    t.same(processesIn(box.rootfs), [])
    t.same(readdirSync(box.root), [])
  }
})

/** Start a box at a terminal of its own; what is written to stdin is typed there. */
async function startAtTerminal(t: Test, box: Box) {
  const program = await miniRuncProgram()
  const command = `exec node ${program} ${runArgs(box).join(' ')}`
  const started = start(t, ['script', '-qec', command, '/dev/null'])
  await until('the container', () => started.stdout().includes('ready'))
  return started
}

const TWO_PROCESSES = { args: ['sh', '-c', 'echo ready; sleep 60; sleep 61'] }

t.test('Ctrl-C ends the container and all it started', async (t) => {
  const box = makeBox(t, TWO_PROCESSES)
  const { process, ended } = await startAtTerminal(t, box)
  await until('both', () => processesIn(box.rootfs).length === 2)
  process.stdin?.write('\x03')
  t.equal((await ended).status, 130)
  await until('nobody', () => processesIn(box.rootfs).length === 0)
})

/** A program that says so for each SIGINT, until there is none for a second. */
function countInterrupts(): Program {
  const program = new Program()
  const interrupt = sigset(['SIGINT'])
  const end = program.ahead()
  program.rt_sigprocmask(SIG_BLOCK, interrupt)
  program.write(1, 'ready\n')
  const again = program.mark()
  const second = timespec(1)
  program.rt_sigtimedwait(interrupt, null, second, 8, { ifError: end })
  program.write(1, 'interrupted\n')
  program.jump(again)
  program.place(end)
  return program
}

t.test('Ctrl-C arrives once, not twice', async (t) => {
  const box = makeBox(t, { args: ['/count'] })
  const elf = toElf(countInterrupts(), { arch: process.arch as 'x64' })
  writeFileSync(join(box.rootfs, 'count'), elf, { mode: 0o755 })
  const started = await startAtTerminal(t, box)
  started.process.stdin?.write('\x03')
  const { stdout } = await started.ended
  t.equal(stdout.match(/interrupted/g)?.length, 1)
})

t.test('a terminal that goes away takes the container along', async (t) => {
  const box = makeBox(t, TWO_PROCESSES)
  const { process } = await startAtTerminal(t, box)
  process.kill('SIGKILL')
  await until('nobody', () => processesIn(box.rootfs).length === 0)
})
