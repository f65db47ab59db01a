// Advice for errors, by what failed and how. An error carries facts; this is
// what a person reads next to them.

import type { Hint } from './hint.ts'
import { MOUNT_HINTS } from './mount-hints.ts'
import { NAMESPACE_HINTS } from './namespace-hints.ts'
import { NETWORK_HINTS } from './network-hints.ts'
import { SECCOMP_HINTS } from './seccomp-hints.ts'
import { TERMINAL_HINTS } from './terminal-hints.ts'

/** Advice by `syscall:code`. */
export const HINTS: Readonly<Record<string, Hint>> = {
  'chroot:EPERM': {
    hint: 'Only root (CAP_SYS_CHROOT) may change the root directory: use sudo',
    docs: ['chroot(2)', 'capabilities(7)'],
  },
  'chroot:ENOENT': {
    hint: 'The root filesystem went away after the bundle was read',
    docs: ['chroot(2)', 'path_resolution(7)'],
  },
  'chdir:ENOENT': {
    hint: '"process.cwd" is looked up inside the root filesystem: make that directory there',
    docs: ['chdir(2)', 'runtime-spec config.md, "Process"'],
  },
  'chdir:ENOTDIR': {
    hint: '"process.cwd" names a file inside the root filesystem',
    docs: ['chdir(2)', 'runtime-spec config.md, "Process"'],
  },
  'execve:ENOENT': {
    hint: 'If the file is there, what it needs is not: the interpreter after "#!", or the loader of a dynamically linked program (file(1) names it)',
    docs: ['execve(2)', 'execvp(3)', 'ld.so(8)'],
  },
  'execve:EACCES': {
    hint: 'It may lack the x permission, be a directory, or lie on a filesystem mounted noexec',
    docs: ['execve(2)', 'chmod(1)'],
  },
  'execve:ENOEXEC': {
    hint: 'The kernel knows neither "#!" at its start nor an ELF header for this processor',
    docs: ['execve(2)', 'elf(5)'],
  },
  'execve:ELOOP': {
    hint: 'Symbolic links inside the root filesystem point at each other',
    docs: ['execve(2)', 'symlink(7)'],
  },
  'execve:E2BIG': {
    hint: 'Arguments and environment together are larger than the kernel takes',
    docs: ['execve(2)', 'getconf(1)'],
  },
  'openat:EACCES': {
    hint: 'A directory on the way may not be entered by this user, or a device lies on a mount with nodev',
    docs: ['openat(2)', 'path_resolution(7)', 'mount(8)'],
  },
  'openat:ENOENT': {
    hint: 'Nothing has that name; a path below /proc/<pid> is there only while that process is',
    docs: ['openat(2)', 'namespaces(7)'],
  },
  'openat:EROFS': {
    hint: 'The mount is read-only by now: make what is to be there before',
    docs: ['openat(2)', 'mount(8)'],
  },
  'open:EEXIST': {
    hint: 'What is there is not written over: remove it first',
    docs: ['open(2)'],
  },
  'clone3:EAGAIN': {
    hint: 'A limit on processes is reached: see "ulimit -u" and pids.max of the cgroup',
    docs: ['clone(2)', 'getrlimit(2)', 'cgroups(7)'],
  },
  'clone3:ENOSYS': {
    hint: 'clone3 needs Linux 5.5, and no seccomp filter in the way: older container engines refuse it',
    docs: ['clone(2)', 'seccomp(2)'],
  },
  // #region lab-02
  ...NAMESPACE_HINTS,
  // #endregion lab-02
  // #region lab-03
  ...MOUNT_HINTS,
  // #endregion lab-03
  // #region lab-06
  ...NETWORK_HINTS,
  // #endregion lab-06
  // #region lab-07
  ...SECCOMP_HINTS,
  ...TERMINAL_HINTS,
  // #endregion lab-07
}

/** Advice for a failed system call, if there is any. */
export function hintFor(syscall: string, code: string): Hint | undefined {
  return HINTS[`${syscall}:${code}`]
}
