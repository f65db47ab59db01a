// Constants of socket(2), and those of ioctl(2) that concern interfaces.
import { TERMINAL_IOCTLS } from './terminals.ts'

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_NETLINK = 16
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_CLOEXEC = 0o2000000
export const SOCK_NONBLOCK = 0o4000

// #region lab-06
export const SOL_SOCKET = 1
export const SO_REUSEADDR = 2
export const SO_RCVTIMEO = 20
export const SO_SNDTIMEO = 21
export const MSG_TRUNC = 0x20
export const IPPROTO_IPV6 = 41
export const IPV6_V6ONLY = 26
// #endregion lab-06

// #region lab-07
export const SCM_RIGHTS = 1
export const MSG_NOSIGNAL = 0x4000
export const MSG_CMSG_CLOEXEC = 0x40000000
export const MSG_FLAGS = { MSG_NOSIGNAL, MSG_CMSG_CLOEXEC }
// #endregion lab-07

export const SIOCGIFFLAGS = 0x8913
export const SIOCSIFFLAGS = 0x8914
export const IFF_UP = 0x1
export const IFF_RUNNING = 0x40

export const SOCKET_FAMILIES = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK }
export const IOCTLS = {
  SIOCGIFFLAGS,
  SIOCSIFFLAGS,
  // #region lab-07
  ...TERMINAL_IOCTLS,
  // #endregion lab-07
}
export const SOCKET_TYPES = { SOCK_STREAM, SOCK_DGRAM, SOCK_RAW }
export const SOCKET_FLAGS = { SOCK_NONBLOCK, SOCK_CLOEXEC }
