// Containers in the foreground that have a terminal, and ours beside it.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ConsoleReceiver } from '../oci/test/console-receiver.ts'
import type { Mount, Process, Spec } from '../spec/runtime-spec.ts'
import { SIG_BLOCK } from '../sys/constants/signals.ts'
import { toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import { sigset, timespec } from '../sys/structs.ts'
import {
  type Box,
  inBox,
  killIfThere,
  makeBox,
  processesIn,
  runArgs,
  runBox,
  type Started,
  startMiniRunc,
  startSleeper,
  until,
} from './box.kernel.test.ts'
import { openPty, type Pty } from './test/pty.ts'

const PROC: Mount = { destination: '/proc', type: 'proc', options: [] }
const DEV: Mount = { destination: '/dev', type: 'tmpfs', options: ['nosuid'] }
const PTS: Mount = {
  destination: '/dev/pts',
  type: 'devpts',
  options: ['newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
}
const SIZE = { rows: 31, columns: 97 }

const OWN: Partial<Spec> = {
  mounts: [PROC, DEV, PTS],
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
}

/** A box that wants a terminal for a line of shell. */
const boxWith = (
  t: Test,
  line: string,
  spec: Partial<Spec> = OWN,
  process: Partial<Process> = {},
): Box =>
  makeBox(t, { args: ['sh', '-c', line], terminal: true, ...process }, spec)

/** Start mini-runc at a terminal that controls it. */
async function startAt(
  t: Test,
  pty: Pty,
  args: readonly string[],
): Promise<Started> {
  const { peer } = pty
  const prefix = ['setsid', '--ctty', '--wait']
  return startMiniRunc(t, args, { prefix, stdio: [peer, peer, peer] })
}

/** Run a line of shell at a terminal, in a terminal, up to its word `ready`. */
async function startReady(t: Test, line: string, spec = OWN) {
  const box = boxWith(t, `${line}`, spec)
  const pty = openPty(t, SIZE)
  const before = pty.modes
  const started = await startAt(t, pty, runArgs(box))
  await until('the container', () => pty.output.includes('ready'))
  const [pid = 0] = processesIn(box.rootfs)
  return { ...started, box, pty, pid, before }
}

/** The numbers of `/proc/<pid>/stat` from the fourth on: ppid, pgrp, … */
function statOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [, , pgrp, session, tty, foreground] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { pgrp, session, tty, foreground }
}

/** Numbers of a terminal as the kernel packs them. @see proc_pid_stat(5) */
const FIRST_PTS = 136 << 8

const STAY = 'echo ready; while :; do sleep 0.05; done'

t.test('the terminal is of its own devpts, and all it has', async (t) => {
  const { pid } = await startReady(t, 'echo ready; exec sleep 60')
  for (const fd of [0, 1, 2]) {
    t.equal(readlinkSync(`/proc/${pid}/fd/${fd}`), '/dev/pts/0')
    const { dev, mode, uid, gid } = statSync(`/proc/${pid}/fd/${fd}`)
    t.equal(dev, statSync(`/proc/${pid}/root/dev/pts`).dev)
    t.not(dev, statSync('/dev/pts').dev)
    t.same([mode & 0o777, uid, gid], [0o620, 0, 5])
  }
  const { pgrp, session, tty, foreground } = statOf(pid)
  t.same([pgrp, session, tty, foreground], [pid, pid, FIRST_PTS, pid])
})

t.test('/dev/console is the terminal', async (t) => {
  const { pid } = await startReady(t, 'echo ready; exec sleep 60')
  const found = statSync(`/proc/${pid}/root/dev/console`)
  const terminal = statSync(`/proc/${pid}/fd/0`)
  t.same([found.dev, found.ino], [terminal.dev, terminal.ino])
  const mountinfo = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
  t.match(mountinfo, / \/0 \/dev\/console .* - devpts /)
  t.notMatch(mountinfo, /\/dev\/console .*(shared|master):/)
})

t.test('it is as large as ours, and stays so', async (t) => {
  const line = `trap 'busybox stty size' WINCH; busybox stty size; ${STAY}`
  const { process, pty } = await startReady(t, line)
  t.match(pty.output, /^31 97\r\n/)
  pty.size = { rows: 50, columns: 132 }
  process.kill('SIGWINCH')
  await until('the new size', () => pty.output.includes('50 132'))
})

t.test('Ctrl-C goes through it to those in front', async (t) => {
  const line = `trap 'echo got it; exit 7' INT; ${STAY}`
  const { pty, ended } = await startReady(t, line)
  await pty.type('\x03')
  t.equal((await ended).status, 7)
  t.match(pty.output, 'got it')
})

t.test('what is typed is read inside, and echoed once', async (t) => {
  const line = 'echo ready; read -r line; echo "<$line>"'
  const { pty, ended } = await startReady(t, line)
  await pty.type('some words\r')
  t.equal((await ended).status, 0)
  t.equal(pty.output, 'ready\r\nsome words\r\n<some words>\r\n')
})

t.test('ours is raw while it runs, and as it was afterwards', async (t) => {
  const { pty, before, ended } = await startReady(t, 'echo ready; read -r _')
  t.not(pty.modes, before)
  await pty.type('\r')
  await ended
  t.equal(pty.modes, before)
})

t.test('ours is put back when the container is killed', async (t) => {
  const { pty, pid, before, ended } = await startReady(t, STAY)
  t.not(pty.modes, before)
  killIfThere(pid)
  t.equal((await ended).status, 137)
  t.equal(pty.modes, before)
})

t.test('ours is put back after a signal to mini-runc', async (t) => {
  const line = `trap 'exit 9' TERM; ${STAY}`
  const { pty, before, process, ended } = await startReady(t, line)
  process.kill('SIGTERM')
  t.equal((await ended).status, 9)
  t.equal(pty.modes, before)
})

t.test('ours is put back after an error', async (t) => {
  for (const [process, message, status] of [
    [{ args: ['/nothing'] }, /Expected .* but found/, 127],
    [{ cwd: '/nowhere' }, /ENOENT/, 1],
  ] as const) {
    const box = boxWith(t, '', OWN, process)
    const pty = openPty(t, SIZE)
    const before = pty.modes
    const { ended } = await startAt(t, pty, runArgs(box))
    t.equal((await ended).status, status)
    await until('the message', () => message.test(pty.output))
    t.equal(pty.modes, before)
    // It was put back before the message was printed.
    t.notMatch(pty.output, /[^\r]\n/)
    t.same(processesIn(box.rootfs), [])
  }
})

t.test('without a terminal of our own there is none for it', async (t) => {
  const box = boxWith(t, 'true')
  const prefix = ['setsid', '--wait']
  const { ended } = await startMiniRunc(t, runArgs(box), { prefix })
  t.match(await ended, {
    status: 1,
    stderr: /^mini-runc: Expected a terminal of our own, .* but found none/,
  })
})

t.test('one of our streams is enough to find it', async (t) => {
  for (const stream of [0, 1, 2]) {
    const box = boxWith(t, 'busybox stty size')
    const pty = openPty(t, SIZE)
    const stdio = [0, 1, 2].map((fd) => (fd === stream ? pty.peer : 'ignore'))
    const prefix = ['setsid', '--wait']
    const args = runArgs(box)
    const { ended } = await startMiniRunc(t, args, {
      prefix,
      stdio: stdio as (number | 'ignore')[],
    })
    t.equal((await ended).status, 0)
    if (stream === 1) t.equal(pty.output, '31 97\r\n')
  }
})

t.test('so is the terminal that controls us', async (t) => {
  const box = boxWith(t, 'exit 5')
  const pty = openPty(t, SIZE)
  const before = pty.modes
  const redirect = ['sh', '-c', 'exec "$@" </dev/null >&0 2>&0', 'sh']
  const prefix = ['setsid', '--ctty', '--wait', ...redirect]
  const stdio = [pty.peer, pty.peer, pty.peer]
  const { ended } = await startMiniRunc(t, runArgs(box), { prefix, stdio })
  t.equal((await ended).status, 5)
  t.equal(pty.modes, before)
})

t.test('nothing of what it wrote at last is lost', async (t) => {
  // More than one read(2) gives, and less than the 8 KiB of which a pty is sure.
  const line = 'echo ready; sleep 0.5; busybox seq 1 1400; echo the end'
  const box = boxWith(t, line)
  const pty = openPty(t, SIZE)
  const { peer } = pty
  const stdio = [peer, 'pipe' as const, peer]
  const started = await startMiniRunc(t, runArgs(box), { stdio })
  await until('the container', () => started.stdout().includes('ready'))
  // It finds all of it at the same time, and that the container has ended.
  started.process.kill('SIGSTOP')
  await until('the end', () => processesIn(box.rootfs).length === 0)
  started.process.kill('SIGCONT')
  const { stdout, status } = await started.ended
  t.equal(status, 0)
  t.same(stdout.split('\r\n').slice(-3), ['1400', 'the end', ''])
})

t.test('what nobody reads holds up nothing', async (t) => {
  const rest = 'until [ -e /go ]; do sleep 0.1; done; echo alive; sleep 60'
  const line = `busybox stty raw -echo; echo ready; ${rest}`
  const { box, pty, pid, ended } = await startReady(t, line)
  // More than the kernel keeps for both terminals.
  const typing = pty.type('x'.repeat(3_000_000))
  const seen: number[] = []
  await until('the end of all room', () => {
    seen.push(pty.typed)
    return seen.length > 30 && seen.at(-30) === pty.typed
  })
  writeFileSync(join(box.rootfs, 'go'), '')
  await until('a sign of life', () => pty.output.includes('alive'))
  killIfThere(pid)
  t.equal((await ended).status, 137)
  pty.close()
  await typing
})

t.test('an image with a link at /dev/console is refused', async (t) => {
  const box = boxWith(t, 'true', {
    mounts: [PROC, PTS],
    linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
  })
  mkdirSync(join(box.rootfs, 'dev'))
  symlinkSync('/proc/sysrq-trigger', join(box.rootfs, 'dev/console'))
  const pty = openPty(t, SIZE)
  const { ended } = await startAt(t, pty, runArgs(box))
  t.equal((await ended).status, 1)
  await until('the message', () => pty.output.includes('ELOOP'))
  t.match(pty.output, /openat2\(.*"dev\/console"/)
})

t.test('a read-only /dev and a read-only root have a console', async (t) => {
  const RO: Mount = { ...DEV, options: ['ro'] }
  for (const spec of [
    { ...OWN, mounts: [PROC, RO, PTS] },
    { ...OWN, root: { path: 'rootfs', readonly: true } },
  ]) {
    const line = 'echo ready; exec sleep 60'
    const { pid } = await startReady(t, line, spec)
    t.ok(statSync(`/proc/${pid}/root/dev/console`).isCharacterDevice())
  }
})

t.test('without a devpts it has a terminal of the host', async (t) => {
  for (const spec of [{}, { ...OWN, mounts: [PROC, DEV] }]) {
    const { pid } = await startReady(t, 'echo ready; exec sleep 60', spec)
    const { dev } = statSync(`/proc/${pid}/fd/0`)
    t.equal(dev, statSync('/dev/pts').dev)
    const { session, tty } = statOf(pid)
    t.equal(session, pid)
    t.equal((tty ?? 0) >> 8, 136)
  }
})

t.test('exec -t has one more terminal of the container', async (t) => {
  const box = await startSleeper(t, {}, { spec: OWN })
  const pty = openPty(t, SIZE)
  const before = pty.modes
  const line = 'busybox stty size; echo ready; exec sleep 61'
  const args = ['--root', box.root, 'exec', '-t', 'box', 'sh', '-c', line]
  const { ended } = await startAt(t, pty, args)
  await until('the command', () => pty.output.includes('ready'))
  t.match(pty.output, /^31 97\r\n/)
  const pid = processesIn(box.rootfs).find((pid) => pid !== box.pid) ?? 0
  t.equal(readlinkSync(`/proc/${pid}/fd/0`), '/dev/pts/0')
  const { dev } = statSync(`/proc/${pid}/fd/0`)
  t.equal(dev, statSync(`/proc/${box.pid}/root/dev/pts`).dev)
  const { session, tty, foreground } = statOf(pid)
  t.same([session, tty, foreground], [pid, FIRST_PTS, pid])
  // The streams of the first process are what they were.
  t.not(fstatSync(pty.peer).dev, dev)
  t.equal(statOf(box.pid).tty, 0)
  await pty.type('\x03')
  t.equal((await ended).status, 130)
  t.equal(pty.modes, before)
})

t.test('exec -t into a container with the mounts of the host', async (t) => {
  const box = await startSleeper(t)
  const pty = openPty(t, SIZE)
  const args = ['--root', box.root, 'exec', '-t', 'box', 'busybox', 'tty']
  const { ended } = await startAt(t, pty, args)
  t.equal((await ended).status, 1)
  await until('its word', () => pty.output.includes('not a tty'))
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
  // Another one would be a while on its way, by way of the init.
  program.nanosleep(timespec(0.2))
  program.jump(again)
  program.place(end)
  return program
}

t.test('with an init, Ctrl-C arrives once', async (t) => {
  const box = makeBox(t, { args: ['/count'], terminal: true }, OWN)
  const elf = toElf(countInterrupts(), { arch: process.arch as 'x64' })
  writeFileSync(join(box.rootfs, 'count'), elf, { mode: 0o755 })
  const pty = openPty(t, SIZE)
  const { ended } = await startAt(t, pty, runArgs(box, ['--init']))
  await until('the program', () => pty.output.includes('ready'))
  await pty.type('\x03')
  t.equal((await ended).status, 0)
  t.equal(pty.output.match(/interrupted/g)?.length, 1)
})

t.test('exec -d sends the terminal, and leaves the process', async (t) => {
  const box = await startSleeper(t, {}, { spec: OWN })
  const path = newSocketPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const line = 'busybox tty; exec sleep 61'
  const words = ['exec', '-d', '-t', '--console-socket', path, 'box']
  const args = [...words, 'sh', '-c', line]
  const { status } = await inBox(t, box, args)
  t.equal(status, 0)
  const [
    {
      fds: [master = -1],
    } = { fds: [] },
  ] = receiver.receive()
  t.teardown(() => closeSync(master))
  const room = Buffer.alloc(64)
  await until('its word', () => {
    const size = readSync(master, room)
    return room.toString('utf8', 0, size).includes('/dev/pts/0')
  })
  await until('both', () => processesIn(box.rootfs).length === 2)
})

const PRESERVE = ['--preserve-fds', '2']
const FDS = 'for fd in 3 4 5; do busybox readlink /proc/self/fd/$fd; done; true'

t.test('what is to be preserved comes along, and no more', async (t) => {
  const box = makeBox(t, { args: ['sh', '-c', FDS] }, OWN)
  const prefix = ['sh', '-c', 'exec "$@" 3</etc/passwd 4</etc/group', 'sh']
  const run = runBox(t, box, PRESERVE, { prefix })
  t.equal((await run).stdout, '/etc/passwd\n/etc/group\n')
  const sleeper = await startSleeper(t, {}, { spec: OWN })
  const words = ['exec', ...PRESERVE, 'box', 'sh', '-c', FDS]
  const { stdout } = await inBox(t, sleeper, words, { prefix })
  t.equal(stdout, '/etc/passwd\n/etc/group\n')
})

t.test('what is to be preserved has to be open', async (t) => {
  const box = makeBox(t, { args: ['true'] }, OWN)
  const prefix = ['sh', '-c', 'exec "$@" 3</etc/passwd 4<&-', 'sh']
  t.match(await runBox(t, box, PRESERVE, { prefix }), {
    status: 1,
    stderr: /Expected descriptors 3 to 4 to be open .* but found 4 closed/,
  })
})

t.test('sockets that we were given are its own', async (t) => {
  const line = `echo $LISTEN_FDS $LISTEN_PID; ${FDS}`
  const box = makeBox(t, { args: ['sh', '-c', line] }, OWN)
  const given = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3</etc/passwd'
  const prefix = ['sh', '-c', given, 'sh']
  const { stdout } = await runBox(t, box, [], { prefix })
  t.equal(stdout, '1 1\n/etc/passwd\n')
})

function newSocketPath(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'console-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  return join(directory, 'socket')
}
