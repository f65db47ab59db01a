// Which system calls a container may make, in the words of the specification.
// @see config-linux.md, "Seccomp"

/** A profile: what becomes of each call that the processes make. */
export interface Seccomp {
  /** For calls that no rule is about. */
  readonly defaultAction: SeccompAction
  /** Its number, as in a rule. */
  readonly defaultErrnoRet?: number
  /** What programs may be made for, besides this machine. */
  readonly architectures?: readonly SeccompArchitecture[]
  readonly flags?: readonly SeccompFlag[]
  /** A socket of the host whose listener decides; absolute. */
  readonly listenerPath?: string
  /** What that one is told. */
  readonly listenerMetadata?: string
  readonly syscalls?: readonly SeccompRule[]
}

/** What becomes of calls, if their arguments meet all conditions. */
export interface SeccompRule {
  /** Calls by the names of the kernel; one that it does not have is no harm. */
  readonly names: readonly string[]
  readonly action: SeccompAction
  /** What errno(3) is to be, or what a tracer is told; EPERM if absent. */
  readonly errnoRet?: number
  readonly args?: readonly SeccompArg[]
}

/** A condition on one argument. */
export interface SeccompArg {
  /** From 0 to 5. */
  readonly index: number
  readonly value: Uint64
  /** For `SCMP_CMP_MASKED_EQ`: what the bits are to be that are set in `value`. */
  readonly valueTwo?: Uint64
  readonly op: SeccompOperator
}

/** A number up to 2^64 - 1, in decimal digits where JavaScript has no such one. */
export type Uint64 = number | string

export const SECCOMP_ACTIONS = [
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_LOG',
  'SCMP_ACT_NOTIFY',
] as const

/** @see seccomp(2), "SECCOMP_RET_KILL_PROCESS" and its like */
export type SeccompAction = (typeof SECCOMP_ACTIONS)[number]

export const SECCOMP_OPERATORS = [
  'SCMP_CMP_NE',
  'SCMP_CMP_LT',
  'SCMP_CMP_LE',
  'SCMP_CMP_EQ',
  'SCMP_CMP_GE',
  'SCMP_CMP_GT',
  'SCMP_CMP_MASKED_EQ',
] as const

export type SeccompOperator = (typeof SECCOMP_OPERATORS)[number]

export const SECCOMP_FLAGS = [
  'SECCOMP_FILTER_FLAG_TSYNC',
  'SECCOMP_FILTER_FLAG_LOG',
  'SECCOMP_FILTER_FLAG_SPEC_ALLOW',
  'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV',
] as const

export type SeccompFlag = (typeof SECCOMP_FLAGS)[number]

export const SECCOMP_ARCHITECTURES = [
  'SCMP_ARCH_X86',
  'SCMP_ARCH_X86_64',
  'SCMP_ARCH_X32',
  'SCMP_ARCH_ARM',
  'SCMP_ARCH_AARCH64',
  'SCMP_ARCH_MIPS',
  'SCMP_ARCH_MIPS64',
  'SCMP_ARCH_MIPS64N32',
  'SCMP_ARCH_MIPSEL',
  'SCMP_ARCH_MIPSEL64',
  'SCMP_ARCH_MIPSEL64N32',
  'SCMP_ARCH_PPC',
  'SCMP_ARCH_PPC64',
  'SCMP_ARCH_PPC64LE',
  'SCMP_ARCH_S390',
  'SCMP_ARCH_S390X',
  'SCMP_ARCH_PARISC',
  'SCMP_ARCH_PARISC64',
  'SCMP_ARCH_RISCV64',
  'SCMP_ARCH_LOONGARCH64',
  'SCMP_ARCH_M68K',
  'SCMP_ARCH_SH',
  'SCMP_ARCH_SHEB',
] as const

/** Kinds of programs, each with calls and numbers of its own. */
export type SeccompArchitecture = (typeof SECCOMP_ARCHITECTURES)[number]
