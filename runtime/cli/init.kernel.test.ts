// `run --init`: process 1 is an init of ours, and the program its child.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import { toElf } from '../sys/elf.ts'
import { syscall } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import {
  type Box,
  inBox,
  killIfThere,
  makeBox,
  processesIn,
  runArgs,
  runBox,
  startMiniRunc,
  startSleeper,
  statusField,
  until,
} from './box.kernel.test.ts'

const F_GET_SEALS = 1034
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE. */
const ALL_SEALS = 0xf

const sh = (script: string): Partial<Process> => ({
  args: ['sh', '-c', script],
})

const OWN_PIDS: Partial<Spec> = {
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
}

const runInit = (t: Test, process: Partial<Process>, spec = OWN_PIDS) =>
  runBox(t, makeBox(t, process, spec), ['--init'])

/** A sleeper with an init, and the numbers of both. */
async function startBoth(t: Test, process = {}, spec = OWN_PIDS) {
  const options = { spec, runOptions: ['--init'] }
  const started = await startSleeper(t, process, options)
  const init = Number(statusField(started.pid, 'PPid'))
  return { ...started, init }
}

t.test('process 1 is the init, process 2 the program', async (t) => {
  const { pid, init } = await startBoth(t)
  t.match(statusField(init, 'NSpid'), /\t1$/)
  t.match(statusField(pid, 'NSpid'), /\t2$/)
  t.equal(statusField(init, 'Name'), 'mini-init')
})

t.test('process 1 is a sealed file in memory, none of the host', async (t) => {
  const { init } = await startBoth(t)
  t.equal(readlinkSync(`/proc/${init}/exe`), '/memfd:mini-init (deleted)')
  const file = openSync(`/proc/${init}/exe`, 'r')
  t.equal(syscall('fcntl', file, F_GET_SEALS), ALL_SEALS)
  t.equal(readFileSync(file).subarray(0, 4).toString('latin1'), '\x7fELF')
  closeSync(file)
})

t.test('the state names the init, for exec and ps', async (t) => {
  const { root, init, pid } = await startBoth(t)
  const { stdout } = await inBox(t, { root }, ['state', 'box'])
  t.equal(JSON.parse(stdout).pid, init)
  t.match(await inBox(t, { root }, ['ps', '-f', 'json', 'box']), {
    stdout: `[${init},${pid}]\n`,
  })
})

const MAP = [{ containerID: 0, hostID: 100000, size: 65536 }]
const TYPES = ['user', 'mount', 'pid', 'time', 'uts', 'ipc', 'cgroup'] as const
const ALL: Partial<Spec> = {
  linux: {
    namespaces: TYPES.map((type) => ({ type })),
    uidMappings: MAP,
    gidMappings: MAP,
    timeOffsets: { boottime: { secs: 5, nanosecs: 0 } },
  },
}

for (const [kind, spec] of [
  ['with a', OWN_PIDS],
  ['without a', {}],
  ['with a user and a', ALL],
] as const) {
  t.test(`the exit status goes through, ${kind} PID namespace`, async (t) => {
    for (const status of [0, 1, 7, 125, 255]) {
      const { status: found } = await runInit(t, sh(`exit ${status}`), spec)
      t.equal(found, status)
    }
  })

  t.test(`so does a signal, ${kind} PID namespace`, async (t) => {
    for (const [name, status] of [
      ['KILL', 137],
      ['TERM', 143],
      ['PIPE', 141],
    ]) {
      const ended = await runInit(t, sh(`kill -${name} $$`), spec)
      t.match(ended, { status, signal: null }, `${name}`)
    }
  })

  t.test(`fifty orphans are waited for, ${kind} PID namespace`, async (t) => {
    const box = makeOrphanage(t, { seconds: 1, last: 'read line' }, spec)
    const args = runArgs(box, ['--init'])
    const { process, ended } = await startMiniRunc(t, args)
    await until('all', () => processesIn(box.rootfs).length === 52)
    const [init = 0] = processesIn(box.rootfs)
    t.equal(childrenOf(init).length, 51)
    await until('their ends', () => processesIn(box.rootfs).length === 2)
    // Without a root already, and not waited for yet: for a moment, not longer.
    await until('no zombie', () => childrenOf(init).length === 1)
    process.stdin?.end()
    t.equal((await ended).status, 1, 'read found the end')
  })
}

t.test('a program that ends with its orphans is not lost', async (t) => {
  // Its end and theirs come at once, and it may be waited for as one of them.
  const atOnce = { seconds: 0.1, last: 'sleep 0.1; exit 9' }
  for (let turn = 0; turn < 5; turn++) {
    const box = makeOrphanage(t, atOnce, {})
    t.equal((await runBox(t, box, ['--init'])).status, 9)
  }
})

/** A box whose shell leaves fifty children that sleep to its init. */
function makeOrphanage(
  t: Test,
  { seconds, last }: { seconds: number; last: string },
  spec: Partial<Spec>,
): Box {
  const loop = 'i=0; while [ $i -lt 50 ]; do i=$((i+1));'
  const script = `${loop} (sleep ${seconds} &); done; ${last}`
  const box = makeBox(t, sh(script), spec)
  // From here a shell without terminal reads what it runs in the background.
  mkdirSync(join(box.rootfs, 'dev'))
  writeFileSync(join(box.rootfs, 'dev/null'), '')
  return box
}

function childrenOf(parent: number): string[] {
  const file = `/proc/${parent}/task/${parent}/children`
  return readFileSync(file, 'utf8').trim().split(' ')
}

t.test('every signal that reaches mini-runc goes to the program', async (t) => {
  const names = ['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2', 'ALRM']
  const traps = names.map((name) => `trap 'echo got ${name}' ${name}`)
  const script = `${traps.join(';')}; echo ready; while :; do sleep 0.02; done`
  const box = makeBox(t, sh(script), OWN_PIDS)
  const args = runArgs(box, ['--init'])
  const { process, stdout, ended } = await startMiniRunc(t, args)
  await until('the traps', () => stdout().includes('ready'))
  for (const name of names) {
    process.kill(`SIG${name}` as NodeJS.Signals)
    await until(name, () => stdout().includes(`got ${name}\n`))
  }
  process.kill('SIGKILL')
  processesIn(box.rootfs).forEach(killIfThere)
  const lines = (await ended).stdout.split('\n')
  t.same(lines, ['ready', ...names.map((name) => `got ${name}`), ''])
})

t.test('a program without handlers ends by the signal', async (t) => {
  // As process 1 it would not notice.
  const { process, ended } = await startBoth(t)
  process.kill('SIGTERM')
  t.match(await ended, { status: 143, signal: null })
})

t.test('a signal to the init itself goes to the program', async (t) => {
  const { init, ended } = await startBoth(t)
  process.kill(init, 'SIGINT')
  t.match(await ended, { status: 130, signal: null })
})

t.test('an init that is killed takes all along', async (t) => {
  const { init, rootfs, ended } = await startBoth(t)
  process.kill(init, 'SIGKILL')
  t.match(await ended, { status: 137 })
  await until('nobody', () => processesIn(rootfs).length === 0)
})

t.test('the program has signals and streams as without init', async (t) => {
  const { pid } = await startBoth(t)
  for (const field of ['SigBlk', 'SigIgn', 'SigPnd', 'ShdPnd'])
    t.equal(statusField(pid, field), '0000000000000000', field)
  const box = makeBox(t, sh('echo /proc/self/fd/*; cat; echo e >&2'), {})
  const args = runArgs(box, ['--init'])
  const { process, ended } = await startMiniRunc(t, args)
  process.stdin?.end('through\n')
  t.match(await ended, { stdout: /through\n/, stderr: 'e\n' })
})

t.test('neither has a descriptor too many', async (t) => {
  const { pid, init } = await startBoth(t)
  t.same(readdirSync(`/proc/${pid}/fd`), ['0', '1', '2'])
  const links = readdirSync(`/proc/${init}/fd`)
    .filter((fd) => Number(fd) > 2)
    .map((fd) => readlinkSync(`/proc/${init}/fd/${fd}`).replace(/\d+/, ''))
  t.same(links.sort(), ['anon_inode:[signalfd]', 'pipe:[]'])
})

t.test('a missing program is 127, a forbidden one 126', async (t) => {
  const missing = await runInit(t, { args: ['nope'], env: ['PATH=/a:/bin'] })
  t.match(missing, {
    status: 127,
    stderr: /"nope" to execute in PATH "\/a:\/bin" inside ".*" but found none/,
  })
  const box = makeBox(t, { args: ['data'], env: ['PATH=/tmp:/bin'] }, OWN_PIDS)
  writeFileSync(join(box.rootfs, 'tmp/data'), 'text', { mode: 0o644 })
  t.match(await runBox(t, box, ['--init']), {
    status: 126,
    stderr: /found one that may not be \(EACCES\)/,
  })
  const empty = makeBox(t, { args: ['/tmp/empty'] }, OWN_PIDS)
  writeFileSync(join(empty.rootfs, 'tmp/empty'), '', { mode: 0o755 })
  t.match(await runBox(t, empty, ['--init']), {
    status: 126,
    stderr: /ENOEXEC/,
  })
})

t.test('a program that ends with the number of an errno', async (t) => {
  // 254 is what stands for ENOENT in a report of a failed execve.
  t.match(await runInit(t, sh('exit 254')), { status: 254, stderr: '' })
})

t.test('a signal in the very first moment is not lost', async (t) => {
  for (const delay of [0, 30, 40, 45, 50, 55, 60, 70, 90]) {
    const box = makeBox(t, { args: ['sleep', '60'] }, OWN_PIDS)
    const args = runArgs(box, ['--init'])
    const { process, ended } = await startMiniRunc(t, args)
    await new Promise((resolve) => setTimeout(resolve, delay))
    process.kill('SIGTERM')
    const { status, signal } = await ended
    t.ok(status === 143 || signal === 'SIGTERM', `after ${delay} ms`)
    await until('nobody', () => processesIn(box.rootfs).length === 0)
  }
})

t.test('the parent of the program is process 1', async (t) => {
  const program = new Program()
  program.exit_group(program.getppid())
  const box = makeBox(t, { args: ['/parent'] }, OWN_PIDS)
  const elf = toElf(program, { arch: process.arch as 'x64' })
  writeFileSync(join(box.rootfs, 'parent'), elf, { mode: 0o755 })
  t.equal((await runBox(t, box, ['--init'])).status, 1)
})
