import t from 'tap'
import {
  readMemory,
  syscall,
  syscallNumeric,
  viewMemory,
  writeMemory,
} from './libc.ts'
import { Program } from './program.ts'

t.test('syscall() returns what the kernel does', async (t) => {
  t.equal(syscall('getpid'), process.pid)
  const path = Buffer.alloc(4096)
  const size = syscallNumeric('getcwd', path, path.length)
  t.equal(path.toString('utf8', 0, size - 1), process.cwd())
})

t.test('syscall() throws what went wrong', async (t) => {
  t.throws(() => syscall('chdir', '/no/such/directory'), {
    name: 'SyscallError',
    message: 'chdir("/no/such/directory"): ENOENT: no such file or directory',
    code: 'ENOENT',
    errno: -2,
    syscall: 'chdir',
  })
  t.throws(() => syscall('umount2', '/no/such', 2), {
    message: /^umount2\("\/no\/such", MNT_DETACH\): ENOENT/,
  })
})

t.test('syscall() lets nothing through that would be misread', async (t) => {
  t.throws(() => syscall('close', 1.5), TypeError)
  t.throws(() => syscall('close', 2 ** 60), TypeError)
  t.throws(() => syscall('close', undefined as unknown as number), TypeError)
  t.throws(() => syscall('chdir', 'a\0b'), TypeError)
  t.throws(() => syscall('close', new Program().getpid()), TypeError)
  t.throws(() => syscall('no_such_call'), RangeError)
})

t.test('numbers of 64 bits arrive whole', async (t) => {
  // lseek on an empty memory file says where it went.
  const fd = syscallNumeric('memfd_create', 'test', 0)
  const far = 2n ** 62n + 1n
  t.equal(syscall('lseek', fd, far, 0), far)
  syscall('close', fd)
})

t.test('memory at an address can be written and read', async (t) => {
  const address = BigInt(syscall('mmap', 0, 4096, 3, 0x22, -1, 0))
  writeMemory(address + 8n, Buffer.from('hello'))
  t.equal(readMemory(address + 8n, 5).toString(), 'hello')
  t.equal(viewMemory(address, 16).toString('utf8', 8, 13), 'hello')
  syscall('munmap', address, 4096)
})
