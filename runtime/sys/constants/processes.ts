// Constants of clone3(2), prctl(2), prlimit(2), mmap(2), waitid(2), seccomp(2)
// and clock_gettime(2).

// BigInt because clone3 takes 64 bits, and `|` of JavaScript keeps only 32.
export const CLONE_VM = 0x100n
export const CLONE_FS = 0x200n
export const CLONE_FILES = 0x400n
export const CLONE_PIDFD = 0x1000n
export const CLONE_PARENT = 0x8000n
export const CLONE_PARENT_SETTID = 0x100000n
export const CLONE_NEWTIME = 0x80n
export const CLONE_NEWNS = 0x20000n
export const CLONE_NEWCGROUP = 0x2000000n
export const CLONE_NEWUTS = 0x4000000n
export const CLONE_NEWIPC = 0x8000000n
export const CLONE_NEWUSER = 0x10000000n
export const CLONE_NEWPID = 0x20000000n
export const CLONE_NEWNET = 0x40000000n
export const CLONE_CLEAR_SIGHAND = 0x100000000n
export const CLONE_INTO_CGROUP = 0x200000000n

export const PR_SET_PDEATHSIG = 1
export const PR_SET_DUMPABLE = 4
export const PR_SET_KEEPCAPS = 8
export const PR_SET_NAME = 15
export const PR_SET_SECCOMP = 22
export const PR_CAPBSET_DROP = 24
export const PR_SET_CHILD_SUBREAPER = 36
export const PR_SET_NO_NEW_PRIVS = 38
export const PR_CAP_AMBIENT = 47

export const RLIMIT_CPU = 0
export const RLIMIT_FSIZE = 1
export const RLIMIT_DATA = 2
export const RLIMIT_STACK = 3
export const RLIMIT_CORE = 4
export const RLIMIT_RSS = 5
export const RLIMIT_NPROC = 6
export const RLIMIT_NOFILE = 7
export const RLIMIT_MEMLOCK = 8
export const RLIMIT_AS = 9
export const RLIMIT_LOCKS = 10
export const RLIMIT_SIGPENDING = 11
export const RLIMIT_MSGQUEUE = 12
export const RLIMIT_NICE = 13
export const RLIMIT_RTPRIO = 14
export const RLIMIT_RTTIME = 15

export const PROT_READ = 1
export const PROT_WRITE = 2
export const PROT_EXEC = 4
export const MAP_SHARED = 1
export const MAP_PRIVATE = 2
export const MAP_ANONYMOUS = 0x20
export const MADV_DOFORK = 11

export const MFD_CLOEXEC = 1
export const MFD_ALLOW_SEALING = 2
export const SFD_CLOEXEC = 0o2000000
export const SFD_NONBLOCK = 0o4000

export const P_PID = 1
export const P_PIDFD = 3
export const WNOHANG = 1
export const WEXITED = 4
export const WNOWAIT = 0x01000000

export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1
export const CLOCK_BOOTTIME = 7

export const SECCOMP_SET_MODE_STRICT = 0
export const SECCOMP_SET_MODE_FILTER = 1

export const CLONE_FLAGS = {
  CLONE_NEWTIME,
  CLONE_VM,
  CLONE_FS,
  CLONE_FILES,
  CLONE_PIDFD,
  CLONE_PARENT,
  CLONE_PARENT_SETTID,
  CLONE_NEWNS,
  CLONE_NEWCGROUP,
  CLONE_NEWUTS,
  CLONE_NEWIPC,
  CLONE_NEWUSER,
  CLONE_NEWPID,
  CLONE_NEWNET,
  CLONE_CLEAR_SIGHAND,
  CLONE_INTO_CGROUP,
}

export const PRCTL_OPTIONS = {
  PR_SET_PDEATHSIG,
  PR_SET_DUMPABLE,
  PR_SET_KEEPCAPS,
  PR_SET_NAME,
  PR_SET_SECCOMP,
  PR_CAPBSET_DROP,
  PR_SET_CHILD_SUBREAPER,
  PR_SET_NO_NEW_PRIVS,
  PR_CAP_AMBIENT,
}

export const RESOURCES = {
  RLIMIT_CPU,
  RLIMIT_FSIZE,
  RLIMIT_DATA,
  RLIMIT_STACK,
  RLIMIT_CORE,
  RLIMIT_RSS,
  RLIMIT_NPROC,
  RLIMIT_NOFILE,
  RLIMIT_MEMLOCK,
  RLIMIT_AS,
  RLIMIT_LOCKS,
  RLIMIT_SIGPENDING,
  RLIMIT_MSGQUEUE,
  RLIMIT_NICE,
  RLIMIT_RTPRIO,
  RLIMIT_RTTIME,
}

export const PROT_FLAGS = { PROT_READ, PROT_WRITE, PROT_EXEC }
export const MAP_FLAGS = { MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS }
export const CLOCKS = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME }
export const MEMFD_FLAGS = { MFD_CLOEXEC, MFD_ALLOW_SEALING }
export const SIGNALFD_FLAGS = { SFD_NONBLOCK, SFD_CLOEXEC }
export const WAIT_FLAGS = { WNOHANG, WEXITED }
export const SECCOMP_OPERATIONS = {
  SECCOMP_SET_MODE_STRICT,
  SECCOMP_SET_MODE_FILTER,
}
export const SECCOMP_FLAGS = {
  SECCOMP_FILTER_FLAG_TSYNC: 1,
  SECCOMP_FILTER_FLAG_LOG: 2,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW: 4,
  SECCOMP_FILTER_FLAG_NEW_LISTENER: 8,
  SECCOMP_FILTER_FLAG_TSYNC_ESRCH: 0x10,
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV: 0x20,
}
