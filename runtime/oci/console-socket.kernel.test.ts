// The terminal of a container goes to who listens at `--console-socket`.
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import { spawn } from '../sys/spawn.ts'
import { windowSize } from '../sys/termios.ts'
import { connectConsole } from './console-socket.ts'
import { plan } from './plan.ts'
import { ConsoleReceiver } from './test/console-receiver.ts'
import { makeRootfs, PROC, specOf, tmpfs } from './test/own-root.ts'

const PTS = {
  destination: '/dev/pts',
  type: 'devpts',
  options: ['newinstance', 'ptmxmode=0666', 'gid=5'],
}

/** A container with a terminal that sleeps. */
function sleeperSpec(process: Partial<Process> = {}): Spec {
  const mounts = [PROC, tmpfs('/dev'), PTS]
  const namespaces = [{ type: 'mount' }, { type: 'pid' }] as const
  const spec = specOf({ mounts, linux: { namespaces } })
  const args = ['busybox', 'sleep', '60']
  const env = ['PATH=/bin']
  const all = { ...spec.process, args, env, terminal: true, ...process }
  return { ...spec, process: all }
}

/** A short path: the name of a test's own directory may be too long. */
function newPath(t: Test, ...names: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'console-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  return join(directory, ...names, 'socket')
}

/** Give birth to it, and leave it alone; it is killed when the test is over. */
async function start(t: Test, path: string, spec = sleeperSpec()) {
  const rootfs = makeRootfs(t)
  const socket = connectConsole(path)
  const program = plan({ spec, rootfs }, { console: socket.fd })
  const child = spawn(program, { bare: true })
  socket.close()
  t.teardown(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  await child.started
  return child
}

function closeAll(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd)
}

t.test('exactly one master comes, by its name', async (t) => {
  const path = newPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const consoleSize = { height: 23, width: 81 }
  const { pid } = await start(t, path, sleeperSpec({ consoleSize }))
  const [{ text, fds } = { text: '', fds: [] }, ...more] = receiver.receive()
  t.equal(more.length, 0)
  t.equal(text, '/dev/ptmx')
  t.equal(fds.length, 1)
  const [master = -1] = fds
  t.teardown(() => closeSync(master))
  t.same(windowSize(master), { rows: 23, columns: 81 })
  t.equal(readlinkSync(`/proc/${pid}/fd/0`), '/dev/pts/0')
  // What is typed there is echoed by the container's terminal.
  writeFileSync(master, 'x')
  const echo = Buffer.alloc(8)
  t.equal(echo.toString('utf8', 0, readSync(master, echo)), 'x')
})

t.test('the container keeps neither master nor socket', async (t) => {
  const path = newPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const { pid } = await start(t, path)
  const [{ fds } = { fds: [] }] = receiver.receive()
  t.teardown(() => closeAll(fds))
  t.same(readdirSync(`/proc/${pid}/fd`), ['0', '1', '2'])
})

t.test('it belongs to the user of the process, not its group', async (t) => {
  const path = newPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const user = { uid: 1234, gid: 99 }
  const { pid } = await start(t, path, sleeperSpec({ user }))
  const [{ fds } = { fds: [] }] = receiver.receive()
  t.teardown(() => closeAll(fds))
  const { uid, gid } = statSync(`/proc/${pid}/fd/0`)
  t.same([uid, gid], [1234, 5])
})

t.test('Ctrl-C at the master is SIGINT for those in front', async (t) => {
  const path = newPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const child = await start(t, path, {
    ...sleeperSpec(),
    linux: { namespaces: [{ type: 'mount' }] },
  })
  const [
    {
      fds: [master = -1],
    } = { fds: [] },
  ] = receiver.receive()
  t.teardown(() => closeSync(master))
  writeFileSync(master, '\x03')
  t.match(await child.exited, { signal: 'SIGINT' })
})

t.test('a path longer than an address has room for', async (t) => {
  const deep = ['d'.repeat(60), 'e'.repeat(60)]
  const path = newPath(t, ...deep)
  mkdirSync(join(path, '..'), { recursive: true })
  // bind(2) has no more room than connect(2).
  const home = process.cwd()
  process.chdir(join(path, '..'))
  t.teardown(() => process.chdir(home))
  const receiver = new ConsoleReceiver(t, 'socket')
  process.chdir(home)
  await start(t, path)
  const [{ fds } = { fds: [] }] = receiver.receive()
  t.equal(fds.length, 1)
  closeAll(fds)
})

t.test('nobody who listens is an error', async (t) => {
  const path = newPath(t)
  t.throws(() => connectConsole(path), {
    name: 'UsageError',
    message: `Expected somebody to listen at the console socket "${path}" but found ENOENT`,
  })
  writeFileSync(path, '')
  t.throws(() => connectConsole(path), { message: /but found ECONNREFUSED$/ })
  const before = readdirSync('/proc/self/fd').length
  t.throws(() => connectConsole(path))
  t.equal(readdirSync('/proc/self/fd').length, before)
})

t.test('one who hangs up before it comes is an error', async (t) => {
  const path = newPath(t)
  const receiver = new ConsoleReceiver(t, path)
  const socket = connectConsole(path)
  t.teardown(() => socket.close())
  receiver.hangUp()
  const rootfs = makeRootfs(t)
  // Process 1 of a PID namespace would not die of SIGPIPE in any case.
  const linux = { namespaces: [{ type: 'mount' as const }] }
  const spec = { ...sleeperSpec(), linux }
  const program = plan({ spec, rootfs }, { console: socket.fd })
  const child = spawn(program, { bare: true })
  await t.rejects(child.started, { syscall: 'sendmsg', code: 'EPIPE' })
  await child.exited
})
