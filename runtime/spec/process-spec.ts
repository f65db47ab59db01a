// The members of `process` that say what its program may and may not do. The
// rest of it, and where they stand, is in runtime-spec.ts.
import type { Process } from './runtime-spec.ts'

/** What a process is given, and what is taken from it. */
export type Attributes = Omit<
  Process,
  'args' | 'consoleSize' | 'cwd' | 'env' | 'terminal' | 'user'
>

/** The sets that a process has. @see capabilities(7) */
export const CAPABILITY_SETS = [
  'bounding',
  'effective',
  'inheritable',
  'permitted',
  'ambient',
] as const

export type CapabilitySet = (typeof CAPABILITY_SETS)[number]

/** Names as in `CAP_KILL`; a set that is absent is empty. */
export type Capabilities = {
  readonly [set in CapabilitySet]?: readonly string[]
}

/** @see getrlimit(2) */
export const RLIMIT_TYPES = [
  'RLIMIT_AS',
  'RLIMIT_CORE',
  'RLIMIT_CPU',
  'RLIMIT_DATA',
  'RLIMIT_FSIZE',
  'RLIMIT_LOCKS',
  'RLIMIT_MEMLOCK',
  'RLIMIT_MSGQUEUE',
  'RLIMIT_NICE',
  'RLIMIT_NOFILE',
  'RLIMIT_NPROC',
  'RLIMIT_RSS',
  'RLIMIT_RTPRIO',
  'RLIMIT_RTTIME',
  'RLIMIT_SIGPENDING',
  'RLIMIT_STACK',
] as const

export type RlimitType = (typeof RLIMIT_TYPES)[number]

/** The process may raise its soft limit up to the hard one; -1 means none. */
export interface Rlimit {
  readonly type: RlimitType
  readonly soft: number
  readonly hard: number
}

export const IO_CLASSES = [
  'IOPRIO_CLASS_RT',
  'IOPRIO_CLASS_BE',
  'IOPRIO_CLASS_IDLE',
] as const

/** @see ioprio_set(2) */
export interface IoPriority {
  readonly class: (typeof IO_CLASSES)[number]
  /** From 0, the first to be served, to 7. */
  readonly priority: number
}

export const POLICIES = [
  'SCHED_OTHER',
  'SCHED_FIFO',
  'SCHED_RR',
  'SCHED_BATCH',
  'SCHED_ISO',
  'SCHED_IDLE',
  'SCHED_DEADLINE',
] as const

export const SCHEDULER_FLAGS = [
  'SCHED_FLAG_RESET_ON_FORK',
  'SCHED_FLAG_RECLAIM',
  'SCHED_FLAG_DL_OVERRUN',
  'SCHED_FLAG_KEEP_POLICY',
  'SCHED_FLAG_KEEP_PARAMS',
  'SCHED_FLAG_UTIL_CLAMP_MIN',
  'SCHED_FLAG_UTIL_CLAMP_MAX',
] as const

/** @see config.md, "Linux Process"; sched_setattr(2) */
export interface Scheduler {
  readonly policy: (typeof POLICIES)[number]
  /** From -20, the most, to 19. */
  readonly nice: number
  /** Of SCHED_FIFO and SCHED_RR, from 1 to 99, the most. */
  readonly priority: number
  readonly flags: readonly (typeof SCHEDULER_FLAGS)[number][]
  /** Of SCHED_DEADLINE, in nanoseconds. */
  readonly runtime: number
  readonly deadline: number
  readonly period: number
}

/** Processors for `exec`, as lists: `[0, 1, 3]`. */
export interface CpuAffinity {
  /** On the way into the container. */
  readonly initial?: readonly number[]
  /** Once it is there. */
  readonly final?: readonly number[]
}

/** What uname(2) says of the machine. @see personality(2) */
export interface Personality {
  readonly domain: 'LINUX' | 'LINUX32'
}

/** Settings of the kernel by their names, as sysctl(8) has them. */
export type Sysctl = Readonly<Record<string, string>>
