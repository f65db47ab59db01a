/** Numbers of the kernel's that visitors and probes need. */

/** @see signal(7) */
export const SIGUSR1 = 10
export const SIGUSR2 = 12
export const SIGTERM = 15
export const SIGCHLD = 17
export const SIGKILL = 9
export const SIG_SETMASK = 2

/** @see open(2) */
export const AT_FDCWD = -100
export const O_RDWR = 2
export const O_CREAT = 0o100
export const O_EXCL = 0o200
export const O_NONBLOCK = 0o4000

/** @see shmget(2) */
export const IPC_CREAT = 0o1000
export const IPC_EXCL = 0o2000
export const IPC_RMID = 0

/** @see mount(2) */
export const MS_REC = 0x4000
export const MS_SHARED = 0x100000
export const MNT_DETACH = 2

/** @see clock_gettime(2) */
export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1
export const CLOCK_BOOTTIME = 7

/** @see socket(2), netdevice(7) */
export const AF_INET = 2
export const SOCK_STREAM = 1
export const SIOCGIFFLAGS = 0x8913
export const IFF_UP = 1

/** `struct sockaddr_in`. @see ip(7) */
export function internetAddress(address: string, port: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16LE(AF_INET, 0)
  bytes.writeUInt16BE(port, 2)
  Buffer.from(address.split('.').map(Number)).copy(bytes, 4)
  return bytes
}

/** `struct ifreq` that asks about an interface; flags come at `IFREQ_FLAGS`. */
export function interfaceRequest(name: string): Buffer {
  const bytes = Buffer.alloc(40)
  bytes.write(name)
  return bytes
}

export const IFREQ_FLAGS = 16
