// How results and jumps travel through the table, with every back-end.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { AT_FDCWD, O_CREAT, O_RDONLY, O_WRONLY } from './constants/files.ts'
import { Program } from './program.ts'
import { run, start } from './test/run.ts'

const FILE_MODE = 0o644

t.test('one result is used by several steps', async (t) => {
  const path = join(t.testdir(), 'file')
  const program = new Program()
  const flags = O_WRONLY | O_CREAT
  const fd = program.openat(AT_FDCWD, path, flags, FILE_MODE)
  program.write(fd, 'one ')
  program.write(fd, 'two ')
  program.write(fd, 'three')
  program.close(fd)
  program.close(fd, { ignore: ['EBADF'] })
  t.same(await start(program).exited, { code: 0, signal: null })
  t.equal(readFileSync(path, 'utf8'), 'one two three')
})

t.test('a result is used twice by one step', async (t) => {
  const program = new Program()
  const fd = program.openat(AT_FDCWD, '/', O_RDONLY)
  program.dup3(fd, fd, 0, { ignore: ['EINVAL'] })
  const child = start(program)
  t.equal((await child.exited).code, 0)
  t.equal(child.trace()[1]?.result, -22n, 'dup3 refuses equal descriptors')
})

t.test('a loop copies a file, results of every round in use', async (t) => {
  const text = 'the quick brown fox '.repeat(50)
  const dir = t.testdir({ from: text })
  const program = new Program()
  const buffer = Buffer.alloc(64)
  const end = program.ahead()
  const fd = program.openat(AT_FDCWD, join(dir, 'from'), O_RDONLY)
  const top = program.mark()
  const count = program.read(fd, buffer, buffer.length, { ifZero: end })
  program.write(1, buffer, count)
  program.jump(top)
  program.place(end)
  program.write(1, '.')
  t.equal((await run(program)).stdout, `${text}.`)
})

t.test('a loop makes a result anew in every round', async (t) => {
  const dir = t.testdir({ list: '' })
  const path = join(dir, 'list')
  const program = new Program()
  const out = program.openat(AT_FDCWD, path, O_WRONLY)
  const end = program.ahead()
  const top = program.mark()
  // Two rounds: the directory is there already in the second.
  const fd = program.openat(AT_FDCWD, '/', O_RDONLY)
  program.write(out, '+')
  program.close(fd)
  const made = join(dir, 'made')
  program.mkdirat(AT_FDCWD, made, 0o755, { ifError: end })
  program.jump(top)
  program.place(end)
  const child = start(program)
  t.equal((await child.exited).code, 0)
  t.equal(readFileSync(path, 'utf8'), '++')
})

t.test('ignore forgives the errors it names', async (t) => {
  const program = new Program()
  program.chdir('/no/such/directory', { ignore: ['EACCES', 'ENOENT'] })
  program.close(987, { ignore: true })
  program.setns(0, 0, { ignore: ['EINVAL', 'ENOTTY', 'EBADF'] })
  program.syscall('socket', [99, 1, 0], { ignore: ['EAFNOSUPPORT'] })
  program.write(1, 'reached')
  t.equal((await run(program)).stdout, 'reached')
})

t.test('ignore forgives no other error', async (t) => {
  const program = new Program()
  program.chdir('/no/such/directory', { ignore: ['EACCES', 'EAFNOSUPPORT'] })
  await t.rejects(start(program).started, { step: 0, code: 'ENOENT' })
})

t.test('ifError goes elsewhere, and is no failure', async (t) => {
  const program = new Program()
  const missing = program.ahead()
  program.chdir('/no/such/directory', { ifError: missing })
  program.write(1, 'not reached')
  program.place(missing)
  program.write(1, 'elsewhere')
  const { stdout, code } = await run(program)
  t.equal(stdout, 'elsewhere')
  t.equal(code, 0)
})

t.test('a child can have a child', async (t) => {
  const SIGCHLD = 17
  const program = new Program()
  const inChild = program.ahead()
  program.syscall('clone', [SIGCHLD, 0, 0, 0, 0], { ifZero: inChild })
  const status = Buffer.alloc(4)
  program.syscall('wait4', [-1, status, 0, 0])
  program.write(1, 'parent ')
  program.exit_group(0)
  program.place(inChild)
  program.write(1, 'child ')
  t.equal((await run(program)).stdout, 'child parent ')
})

t.test('a buffer is memory of the child, not ours', async (t) => {
  const path = join(t.testdir(), 'file')
  writeFileSync(path, 'from the file')
  const program = new Program()
  const buffer = Buffer.from('recorded text')
  const fd = program.openat(AT_FDCWD, path, O_RDONLY)
  program.write(1, buffer)
  program.read(fd, buffer)
  program.write(1, buffer)
  t.equal((await run(program)).stdout, 'recorded textfrom the file')
  t.equal(buffer.toString(), 'recorded text')
})
