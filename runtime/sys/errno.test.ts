import t from 'tap'
import { describeErrno, errnoOf } from './errno.ts'
import { SyscallError } from './errors.ts'

// From errno(3) and the kernel's errno.h.
const KNOWN: readonly [number, string][] = [
  [1, 'EPERM'],
  [2, 'ENOENT'],
  [8, 'ENOEXEC'],
  [11, 'EAGAIN'],
  [22, 'EINVAL'],
  [34, 'ERANGE'],
  [38, 'ENOSYS'],
  [40, 'ELOOP'],
  [61, 'ENODATA'],
  [95, 'EOPNOTSUPP'],
  [110, 'ETIMEDOUT'],
  [111, 'ECONNREFUSED'],
  [122, 'EDQUOT'],
  [133, 'EHWPOISON'],
]

t.test('errors have the numbers of Linux, on every system', async (t) => {
  for (const [errno, code] of KNOWN) {
    t.equal(describeErrno(errno).code, code)
    t.equal(errnoOf(code), errno)
  }
})

t.test('errors are explained', async (t) => {
  t.equal(describeErrno(2).message, 'no such file or directory')
  t.equal(describeErrno(8).message, 'exec format error')
  t.same(describeErrno(500), { code: 'E500', message: 'unknown error' })
})

t.test('errnoOf() refuses what is no error', async (t) => {
  for (const code of ['ENOPE', '-', ''])
    t.throws(() => errnoOf(code), RangeError)
})

t.test('SyscallError has the fields of errors of Node', async (t) => {
  const error = new SyscallError('mount', 1, ['proc', '/x', 'proc', 6, null])
  t.match(error, {
    name: 'SyscallError',
    message:
      'mount("proc", "/x", "proc", MS_NOSUID|MS_NODEV, NULL): EPERM: operation not permitted',
    code: 'EPERM',
    errno: -1,
    syscall: 'mount',
  })
})
