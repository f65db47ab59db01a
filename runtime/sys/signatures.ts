// What the arguments of each call mean, in one word each, to print them as
// strace(1) does. A call that is missing here prints its arguments plainly.
import {
  AT_FLAGS,
  CLOSE_RANGE_FLAGS,
  FCNTL_COMMANDS,
  OPEN_FLAGS,
} from './constants/files.ts'
import { MOUNT_FLAGS, UMOUNT_FLAGS } from './constants/mounts.ts'
import {
  CLOCKS,
  CLONE_FLAGS,
  MAP_FLAGS,
  PRCTL_OPTIONS,
  PROT_FLAGS,
  RESOURCES,
  SECCOMP_OPERATIONS,
} from './constants/processes.ts'
import { SIGMASK_ACTIONS, SIGNALS } from './constants/signals.ts'

const SIGNATURES: Readonly<Record<string, string>> = {
  capset: 'data data',
  chdir: 'data',
  chroot: 'data',
  clock_gettime: 'clock data',
  clone3: 'clone int',
  close: 'int',
  close_range: 'int uint closeRange',
  dup3: 'int int open',
  execve: 'data data data',
  execveat: 'dirfd data data data at',
  exit_group: 'int',
  faccessat: 'dirfd data int',
  fchdir: 'int',
  fchmod: 'int octal',
  fchmodat: 'dirfd data octal',
  fchown: 'int int int',
  fchownat: 'dirfd data int int at',
  fcntl: 'int fcntl int',
  getcwd: 'data int',
  getdents64: 'int data int',
  ioctl: 'int hex any',
  kill: 'int signal',
  linkat: 'dirfd data dirfd data at',
  memfd_create: 'data hex',
  mkdirat: 'dirfd data octal',
  mknodat: 'dirfd data octal hex',
  mmap: 'hex int prot map int int',
  mount: 'data data data mount data',
  munmap: 'hex int',
  nanosleep: 'data data',
  openat: 'dirfd data open octal',
  openat2: 'dirfd data data int',
  pipe2: 'data open',
  pivot_root: 'data data',
  ppoll: 'data int data data int',
  prctl: 'prctl any any any any',
  prlimit64: 'int resource data data',
  read: 'int data int',
  readlinkat: 'dirfd data data int',
  renameat2: 'dirfd data dirfd data hex',
  rt_sigaction: 'signal data data int',
  rt_sigprocmask: 'sigmask data data int',
  rt_sigtimedwait: 'data data data int',
  seccomp: 'seccomp hex data',
  setdomainname: 'data int',
  setgroups: 'int data',
  sethostname: 'data int',
  setns: 'int clone',
  symlinkat: 'data dirfd data',
  umask: 'octal',
  umount2: 'data umount',
  unlinkat: 'dirfd data at',
  unshare: 'clone',
  write: 'int data int',
}

type Names = Readonly<Record<string, number | bigint>>

/** Kinds of which any number may be set at once, joined by `|`. */
export const FLAG_KINDS: Readonly<Record<string, Names>> = {
  at: AT_FLAGS,
  clone: CLONE_FLAGS,
  closeRange: CLOSE_RANGE_FLAGS,
  map: MAP_FLAGS,
  mount: MOUNT_FLAGS,
  open: OPEN_FLAGS,
  prot: PROT_FLAGS,
  umount: UMOUNT_FLAGS,
}

/** Kinds of which there is one. */
export const CHOICE_KINDS: Readonly<Record<string, Names>> = {
  clock: CLOCKS,
  fcntl: FCNTL_COMMANDS,
  prctl: PRCTL_OPTIONS,
  resource: RESOURCES,
  seccomp: SECCOMP_OPERATIONS,
  sigmask: SIGMASK_ACTIONS,
  signal: SIGNALS,
}

/** The kind of one argument of a call, or `any`. */
export function argumentKind(syscall: string, index: number): string {
  return SIGNATURES[syscall]?.split(' ')[index] ?? 'any'
}
