import type { Hint } from './hint.ts'

/** Advice about calls that make namespaces, enter them and settle in. */
export const NAMESPACE_HINTS: Readonly<Record<string, Hint>> = {
  'clone3:EINVAL': {
    hint: 'Flags that exclude each other, or a namespace this kernel does not have: see "ls /proc/self/ns"',
    docs: ['clone(2), "ERRORS"', 'namespaces(7)'],
  },
  'clone3:ENOMEM': {
    hint: 'Memory is short, or the first process of the PID namespace has ended: nobody can be born there any more',
    docs: ['clone(2), "ERRORS"', 'pid_namespaces(7)'],
  },
  'clone3:ENOSPC': {
    hint: 'A limit on namespaces is reached: see /proc/sys/user, and for users the nesting of 32',
    docs: [
      'clone(2), "ERRORS"',
      'namespaces(7), "The /proc/sys/user directory"',
    ],
  },
  'clone3:EPERM': {
    hint: 'New namespaces want CAP_SYS_ADMIN, but for a user namespace; and some machines allow that to root alone',
    docs: ['clone(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'clone:EAGAIN': {
    hint: 'A limit on processes is reached: see "ulimit -u" and pids.max of the cgroup',
    docs: ['clone(2)', 'getrlimit(2)', 'cgroups(7)'],
  },
  'clone:EINVAL': {
    hint: 'CLONE_PARENT is refused to the first process of a PID namespace, and so are flags that exclude each other',
    docs: ['clone(2), "ERRORS"'],
  },
  'clone:ENOMEM': {
    hint: 'Memory is short, or the first process of the PID namespace has ended: nobody can be born there any more',
    docs: ['clone(2), "ERRORS"', 'pid_namespaces(7)'],
  },
  'unshare:EINVAL': {
    hint: 'A process with several threads cannot leave its user namespace, or this kernel has no such namespace: see "ls /proc/self/ns"',
    docs: ['unshare(2), "ERRORS"'],
  },
  'unshare:ENOSPC': {
    hint: 'A limit on namespaces is reached: see /proc/sys/user, and for users the nesting of 32',
    docs: [
      'unshare(2), "ERRORS"',
      'namespaces(7), "The /proc/sys/user directory"',
    ],
  },
  'unshare:EPERM': {
    hint: 'New namespaces want CAP_SYS_ADMIN, which a new user namespace brings along; in a chroot there is none to be had',
    docs: ['unshare(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'setns:EBADF': {
    hint: 'The descriptor is closed already, or was opened with O_PATH, which opens no namespace',
    docs: ['setns(2), "ERRORS"'],
  },
  'setns:EINVAL': {
    hint: 'The file is no namespace or one of another type, or it is the user namespace one is in',
    docs: ['setns(2), "ERRORS"'],
  },
  'setns:EPERM': {
    hint: 'Entering wants CAP_SYS_ADMIN over the owner of the namespace: its user namespace has to be entered first',
    docs: ['setns(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'setns:ESRCH': {
    hint: 'The process that the descriptor refers to has ended',
    docs: ['setns(2), "ERRORS"', 'pidfd_open(2)'],
  },
  'sethostname:EPERM': {
    hint: 'The UTS namespace is not ours: it wants one of its own, and CAP_SYS_ADMIN in the user namespace that owns it',
    docs: ['sethostname(2), "ERRORS"', 'uts_namespaces(7)'],
  },
  'sethostname:EINVAL': {
    hint: 'A host name has 64 bytes at the most',
    docs: ['sethostname(2), "ERRORS"', 'hostname(7)'],
  },
  'setdomainname:EPERM': {
    hint: 'The UTS namespace is not ours: it wants one of its own, and CAP_SYS_ADMIN in the user namespace that owns it',
    docs: ['setdomainname(2), "ERRORS"', 'uts_namespaces(7)'],
  },
  'setdomainname:EINVAL': {
    hint: 'A domain name has 64 bytes at the most',
    docs: ['setdomainname(2), "ERRORS"'],
  },
  'socket:EAFNOSUPPORT': {
    hint: 'This kernel was built without that family of addresses',
    docs: ['socket(2), "ERRORS"'],
  },
  'ioctl:EPERM': {
    hint: 'Raising an interface wants CAP_NET_ADMIN over a network namespace of its own',
    docs: ['netdevice(7)', 'network_namespaces(7)'],
  },
  'ioctl:ENODEV': {
    hint: 'The network namespace has no interface of that name: see "ip link"',
    docs: ['netdevice(7)'],
  },
  'setgroups:EPERM': {
    hint: 'In a user namespace groups can be set only after gid_map is written, and never where /proc/<pid>/setgroups says "deny"',
    docs: [
      'user_namespaces(7), "The /proc/pid/setgroups file"',
      'setgroups(2)',
    ],
  },
  'setresgid:EINVAL': {
    hint: 'The map of the user namespace has no such group; before it is written, it has none at all',
    docs: ['user_namespaces(7)', 'setresgid(2), "ERRORS"'],
  },
  'setresgid:EPERM': {
    hint: 'Becoming another group wants CAP_SETGID, which who is not root any more has lost',
    docs: ['setresgid(2), "ERRORS"', 'capabilities(7)'],
  },
  'setresuid:EINVAL': {
    hint: 'The map of the user namespace has no such user; before it is written, it has none at all',
    docs: ['user_namespaces(7)', 'setresuid(2), "ERRORS"'],
  },
  'setresuid:EPERM': {
    hint: 'Becoming another user wants CAP_SETUID, which who is not root any more has lost',
    docs: ['setresuid(2), "ERRORS"', 'capabilities(7)'],
  },
  'setresuid:EAGAIN': {
    hint: 'That user has as many processes as it may: see "ulimit -u"',
    docs: ['setresuid(2), "ERRORS"', 'getrlimit(2)'],
  },
  'write:EACCES': {
    hint: 'Offsets of clocks can be written as long as nobody is in the time namespace',
    docs: ['time_namespaces(7), "/proc/PID/timens_offsets"'],
  },
  'write:EINVAL': {
    hint: 'The text is none that this file of /proc takes: lines of "inside outside size" for a map, ranges apart from each other',
    docs: [
      'user_namespaces(7), "User and group ID mappings: uid_map and gid_map"',
      'time_namespaces(7)',
    ],
  },
  'write:EPERM': {
    hint: 'A map can be written once, by who has the right to the IDs outside; without privilege that is the own one, and "deny" in setgroups comes first',
    docs: [
      'user_namespaces(7), "User and group ID mappings: uid_map and gid_map"',
      'newuidmap(1)',
    ],
  },
  'write:ERANGE': {
    hint: 'With that offset the clock would show less than 0, or more than it can',
    docs: ['time_namespaces(7), "/proc/PID/timens_offsets"'],
  },
  'execveat:ENOENT': {
    hint: 'The file is there, but not what it needs: for a script in a descriptor that is closed by execve, the descriptor itself',
    docs: ['execveat(2)', 'memfd_create(2)'],
  },
  'memfd_create:EPERM': {
    hint: 'This machine forbids executable memory files: see /proc/sys/vm/memfd_noexec',
    docs: ['memfd_create(2)'],
  },
}
