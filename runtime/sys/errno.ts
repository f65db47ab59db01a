import { getSystemErrorMap } from 'node:util'

// In the order of their numbers on Linux, from 1; `-` where there is none.
// Node knows the numbers of the machine it runs on only, which may be a Mac.
const NAMES = `
EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM
EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE
EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE
EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG
EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO
EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE
ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ
EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART
ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT
EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT
EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED
ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT
ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN
ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY
EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL
EHWPOISON
`
  .trim()
  .split(/\s+/)

// Those a container runtime meets and libuv has no words for.
const MORE: Readonly<Record<string, string>> = {
  ECHILD: 'no child processes',
  EDQUOT: 'disk quota exceeded',
  ENOEXEC: 'exec format error',
  ENOLCK: 'no locks available',
  ENOMEDIUM: 'no medium found',
  ENOTBLK: 'block device required',
  EOPNOTSUPP: 'operation not supported',
  ESTALE: 'stale file handle',
  EUCLEAN: 'structure needs cleaning',
  EUSERS: 'too many users',
}

let messages: Map<string, string> | undefined

// Built on first use: most programs end without an error to print.
function messageOf(code: string): string {
  messages ??= new Map(getSystemErrorMap().values())
  return MORE[code] ?? messages.get(code) ?? 'unknown error'
}

/**
 * Name an error number of Linux, as in `ENOENT`, and say what it means.
 *
 * @param errno Positive, as C has it.
 * @see errno(3)
 */
export function describeErrno(errno: number): {
  code: string
  message: string
} {
  const code = NAMES[errno - 1] ?? `E${errno}`
  return { code, message: messageOf(code) }
}

/**
 * The number Linux gives to an error of this name.
 *
 * @throws {RangeError} If Linux has no such error.
 */
export function errnoOf(code: string): number {
  const index = NAMES.indexOf(code)
  if (index < 0 || code === '-')
    throw new RangeError(`Expected the name of an error but found "${code}"`)
  return index + 1
}
