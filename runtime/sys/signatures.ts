// What the arguments of each call mean, in one word each, to print them as
// strace(1) does. A call that is missing here prints its arguments plainly.
import { BPF_COMMANDS } from './constants/bpf.ts'
import {
  AT_FLAGS,
  CLOSE_RANGE_FLAGS,
  FCNTL_COMMANDS,
  OPEN_FLAGS,
} from './constants/files.ts'
import {
  FSCONFIG_COMMANDS,
  FSMOUNT_FLAGS,
  FSOPEN_FLAGS,
  FSPICK_FLAGS,
  MOUNT_ATTR_FLAGS,
  MOUNT_FLAGS,
  MOVE_MOUNT_FLAGS,
  OPEN_TREE_FLAGS,
  UMOUNT_FLAGS,
} from './constants/mounts.ts'
import {
  CLOCKS,
  CLONE_FLAGS,
  MAP_FLAGS,
  MEMFD_FLAGS,
  PRCTL_OPTIONS,
  PROT_FLAGS,
  RESOURCES,
  SECCOMP_FLAGS,
  SECCOMP_OPERATIONS,
  SIGNALFD_FLAGS,
  WAIT_FLAGS,
} from './constants/processes.ts'
import { SIGMASK_ACTIONS, SIGNALS } from './constants/signals.ts'
import { MSG_FLAGS, SOCKET_FAMILIES } from './constants/sockets.ts'

const SIGNATURES: Readonly<Record<string, string>> = {
  bpf: 'bpf data int',
  capset: 'data data',
  chdir: 'data',
  chroot: 'data',
  clock_gettime: 'clock data',
  clone: 'cloneSignal int data data int',
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
  fsconfig: 'int fsconfig data data dirfd',
  fsmount: 'int fsmount mountAttr',
  fsopen: 'data fsopen',
  fspick: 'dirfd data fspick',
  getcwd: 'data int',
  getdents64: 'int data int',
  ioctl: 'int ioctl any',
  kill: 'int signal',
  linkat: 'dirfd data dirfd data at',
  memfd_create: 'data memfd',
  mkdirat: 'dirfd data octal',
  mknodat: 'dirfd data octal hex',
  mmap: 'hex int prot map int int',
  mount: 'data data data mount data',
  mount_setattr: 'dirfd data at data int',
  move_mount: 'dirfd data dirfd data moveMount',
  munmap: 'hex int',
  nanosleep: 'data data',
  open_tree: 'dirfd data openTree',
  openat: 'dirfd data open octal',
  openat2: 'dirfd data data int',
  pidfd_open: 'int hex',
  pidfd_send_signal: 'int signal data int',
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
  seccomp: 'seccomp seccompFlags data',
  // #region lab-07
  sendmsg: 'int data msg',
  // #endregion lab-07
  setdomainname: 'data int',
  setgroups: 'int data',
  sethostname: 'data int',
  setns: 'int clone',
  signalfd4: 'int data int signalfd',
  socket: 'socket socketType int',
  symlinkat: 'data dirfd data',
  umask: 'octal',
  umount2: 'data umount',
  unlinkat: 'dirfd data at',
  unshare: 'clone',
  wait4: 'int data wait data',
  write: 'int data int',
}

type Names = Readonly<Record<string, number | bigint>>

/** Kinds of which any number may be set at once, joined by `|`. */
export const FLAG_KINDS: Readonly<Record<string, Names>> = {
  at: AT_FLAGS,
  clone: CLONE_FLAGS,
  closeRange: CLOSE_RANGE_FLAGS,
  fsmount: FSMOUNT_FLAGS,
  fsopen: FSOPEN_FLAGS,
  fspick: FSPICK_FLAGS,
  map: MAP_FLAGS,
  memfd: MEMFD_FLAGS,
  mount: MOUNT_FLAGS,
  mountAttr: MOUNT_ATTR_FLAGS,
  moveMount: MOVE_MOUNT_FLAGS,
  // #region lab-07
  msg: MSG_FLAGS,
  // #endregion lab-07
  open: OPEN_FLAGS,
  openTree: { ...OPEN_TREE_FLAGS, ...AT_FLAGS },
  prot: PROT_FLAGS,
  seccompFlags: SECCOMP_FLAGS,
  signalfd: SIGNALFD_FLAGS,
  umount: UMOUNT_FLAGS,
  wait: WAIT_FLAGS,
}

/** Kinds of which there is one. */
export const CHOICE_KINDS: Readonly<Record<string, Names>> = {
  bpf: BPF_COMMANDS,
  clock: CLOCKS,
  fcntl: FCNTL_COMMANDS,
  fsconfig: FSCONFIG_COMMANDS,
  prctl: PRCTL_OPTIONS,
  resource: RESOURCES,
  seccomp: SECCOMP_OPERATIONS,
  sigmask: SIGMASK_ACTIONS,
  signal: SIGNALS,
  socket: SOCKET_FAMILIES,
}

/** The kind of one argument of a call, or `any`. */
export function argumentKind(syscall: string, index: number): string {
  return SIGNATURES[syscall]?.split(' ')[index] ?? 'any'
}
