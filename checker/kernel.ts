/**
 * Numbers and layouts of the kernel's, for the programs that the kit sends in.
 *
 * The runtime has a list of its own, in `runtime/sys/constants`, and this one is
 * apart from it on purpose: a wrong number in a list that the judge shared with
 * the judged would look right to both. So it is written from the manual pages
 * and the kernel's headers, holds what is in use, and imports nothing.
 */

/** @see signal(7) */
export const SIGHUP = 1
export const SIGINT = 2
export const SIGKILL = 9
export const SIGUSR1 = 10
export const SIGUSR2 = 12
export const SIGALRM = 14
export const SIGTERM = 15
export const SIGCHLD = 17
export const SIGCONT = 18
export const SIGSTOP = 19

/** @see sigprocmask(2) */
export const SIG_SETMASK = 2

/** @see waitid(2) */
export const P_ALL = 0
export const WEXITED = 4
export const WNOWAIT = 0x01000000

/** @see clone(2), namespaces(7) */
export const CLONE_NEWTIME = 0x00000080
export const CLONE_NEWNS = 0x00020000
export const CLONE_NEWCGROUP = 0x02000000
export const CLONE_NEWUTS = 0x04000000
export const CLONE_NEWIPC = 0x08000000
export const CLONE_NEWUSER = 0x10000000
export const CLONE_NEWPID = 0x20000000
export const CLONE_NEWNET = 0x40000000

/** @see open(2) */
export const AT_FDCWD = -100
export const O_RDONLY = 0
export const O_WRONLY = 1
export const O_RDWR = 2
export const O_CREAT = 0o100
export const O_EXCL = 0o200
export const O_NOCTTY = 0o400
export const O_TRUNC = 0o1000
export const O_APPEND = 0o2000
export const O_NONBLOCK = 0o4000
export const O_PATH = 0o10000000

/** @see unlink(2) */
export const AT_REMOVEDIR = 0x200

/** @see statx(2) */
export const AT_SYMLINK_NOFOLLOW = 0x100
export const STATX_INO = 0x100
/** Size of `struct statx`, and offsets in it: the same on all architectures. */
export const STATX = { size: 256, ino: 32, major: 136, minor: 140 } as const

/** @see mount(2), umount(2) */
export const MS_RDONLY = 1
export const MS_REMOUNT = 0x20
export const MS_BIND = 0x1000
export const MS_REC = 0x4000
export const MS_SHARED = 0x100000
export const MNT_DETACH = 2

/** @see shmget(2), shmctl(2) */
export const IPC_CREAT = 0o1000
export const IPC_EXCL = 0o2000
export const IPC_RMID = 0

/** @see clock_gettime(2) */
export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1
export const CLOCK_BOOTTIME = 7

/** @see socket(2), netdevice(7) */
export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SIOCGIFFLAGS = 0x8913
export const IFF_UP = 1

/** @see socket(7), send(2) */
export const SOL_SOCKET = 1
export const SO_REUSEADDR = 2
export const SO_ERROR = 4
export const SO_RCVTIMEO = 20
export const SO_SNDTIMEO = 21
export const MSG_NOSIGNAL = 0x4000

/** @see icmp(7), ICMP_FILTER; RFC 3542, "ICMPv6 Type Filtering" */
export const IPPROTO_ICMP = 1
export const IPPROTO_ICMPV6 = 58
export const SOL_RAW = 255
export const ICMP_FILTER = 1
export const ICMPV6_FILTER = 1

/** `struct timeval`. @see setsockopt(2) */
export function timeValue(ms: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 0)
  bytes.writeBigInt64LE(BigInt((ms % 1000) * 1000), 8)
  return bytes
}

/** `struct sockaddr_in`. @see ip(7) */
export function internetAddress(address: string, port: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16LE(AF_INET, 0)
  bytes.writeUInt16BE(port, 2)
  Buffer.from(address.split('.').map(Number)).copy(bytes, 4)
  return bytes
}

/** `struct sockaddr_un`. @see unix(7) */
export function unixAddress(path: string): Buffer {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(path) + 1)
  bytes.writeUInt16LE(AF_UNIX, 0)
  bytes.write(path, 2)
  return bytes
}

/** `struct ifreq` that asks about an interface; flags come at `IFREQ_FLAGS`. */
export function interfaceRequest(name: string): Buffer {
  const bytes = Buffer.alloc(40)
  bytes.write(name)
  return bytes
}

export const IFREQ_FLAGS = 16

/** @see open(2): read from the device itself, and not from what was read before. */
export const O_DIRECT = process.arch === 'arm64' ? 0o200000 : 0o40000

/** @see mmap(2) */
export const PROT_READ = 1
export const PROT_WRITE = 2
export const MAP_SHARED = 1
export const MAP_PRIVATE = 2
export const MAP_FIXED = 0x10
export const MAP_ANONYMOUS = 0x20
/** Touch every page at once, so that it is charged. */
export const MAP_POPULATE = 0x8000

/** @see ioctl_tty(2) */
export const TIOCGWINSZ = 0x5413
export const TIOCSWINSZ = 0x5414
export const SIGWINCH = 28

/** `struct winsize`. @see TIOCSWINSZ(2const) */
export function windowSize(rows: number, columns: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(rows, 0)
  bytes.writeUInt16LE(columns, 2)
  return bytes
}
