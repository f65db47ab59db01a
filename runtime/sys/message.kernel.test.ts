// Descriptors that go from process to process over a socket.
import { closeSync, fstatSync, statSync } from 'node:fs'
import t, { type Test } from 'tap'
import { AT_FDCWD, F_DUPFD_CLOEXEC, O_CLOEXEC } from './constants/files.ts'
import {
  AF_UNIX,
  MSG_NOSIGNAL,
  SOCK_CLOEXEC,
  SOCK_STREAM,
} from './constants/sockets.ts'
import { syscall } from './libc.ts'
import { msghdr, RIGHTS_FD, rights } from './message-structs.ts'
import { Program } from './program.ts'
import { receiveRights } from './receive-rights.ts'
import { run, start } from './test/run.ts'

/** Two sockets, each of which is the other's end. */
function socketpair(t: Test): [ours: number, theirs: number] {
  const pair = Buffer.alloc(8)
  syscall('socketpair', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)
  const ends = [pair.readInt32LE(0), pair.readInt32LE(4)] as const
  t.teardown(() => ends.forEach(closeIfOpen))
  return [...ends]
}

function closeIfOpen(fd: number): void {
  try {
    closeSync(fd)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error
  }
}

/** Opens a file and sends its descriptor. */
function sender(socket: number, path: string, text: string): Program {
  const program = new Program()
  const file = program.openat(AT_FDCWD, path, O_CLOEXEC)
  const control = rights()
  const resultAt = { bytes: control, offset: RIGHTS_FD }
  program.fcntl(file, F_DUPFD_CLOEXEC, 40, { resultAt })
  program.sendmsg(socket, msghdr(text, control), MSG_NOSIGNAL)
  return program
}

t.test('sendmsg() sends text and an open file', async (t) => {
  const [ours, theirs] = socketpair(t)
  await run(sender(theirs, '/etc/passwd', 'the file'))
  const { text, fds } = receiveRights(ours)
  t.equal(text, 'the file')
  t.equal(fds.length, 1)
  const [fd = -1] = fds
  t.equal(fstatSync(fd).ino, statSync('/etc/passwd').ino)
  closeSync(fd)
})

t.test('two programs in one table send each its own', async (t) => {
  const [ours, theirs] = socketpair(t)
  for (const path of ['/etc/passwd', '/etc/group']) {
    await run(sender(theirs, path, path))
    const { text, fds } = receiveRights(ours)
    t.equal(text, path)
    t.equal(fstatSync(fds[0] ?? -1).ino, statSync(path).ino)
    closeSync(fds[0] ?? -1)
  }
})

t.test('sendmsg() fails if nobody is there to receive', async (t) => {
  const [ours, theirs] = socketpair(t)
  closeSync(ours)
  const child = start(sender(theirs, '/etc/passwd', 'x'))
  await t.rejects(child.started, { syscall: 'sendmsg', code: 'EPIPE' })
  await child.exited
})

t.test('receiveRights() gives nothing at the end', async (t) => {
  const [ours, theirs] = socketpair(t)
  closeSync(theirs)
  t.same(receiveRights(ours), { text: '', fds: [] })
})

t.test('receiveRights() gives all that came, close-on-exec', async (t) => {
  const [ours, theirs] = socketpair(t)
  await run(sender(theirs, '/etc/passwd', 'one'))
  await run(sender(theirs, '/etc/group', 'two'))
  const found = [receiveRights(ours), receiveRights(ours)]
  t.same(
    found.map(({ fds }) => fds.length),
    [1, 1],
  )
  for (const { fds } of found) {
    const F_GETFD = 1
    t.equal(syscall('fcntl', fds[0] ?? -1, F_GETFD, 0), 1)
    closeSync(fds[0] ?? -1)
  }
})
