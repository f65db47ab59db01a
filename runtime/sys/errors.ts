import type { Argument } from './arguments.ts'
import { describe, describeCall } from './describe.ts'
import { describeErrno } from './errno.ts'
import type { Program } from './program.ts'

/**
 * A system call of this process that returned an error. The fields are those
 * of Node's own errors, so one `error.code === 'ENOENT'` serves `fs` and us.
 */
export class SyscallError extends Error {
  readonly code: string
  /** Negative, as in Node: -2 for ENOENT. */
  readonly errno: number
  readonly syscall: string
  readonly args: readonly Argument[]

  /**
   * @param errno Positive, as C has it.
   * @param call How the call is printed, if not with these arguments.
   */
  constructor(
    syscall: string,
    errno: number,
    args: readonly Argument[],
    call = describeCall(syscall, args),
  ) {
    const { code, message } = describeErrno(errno)
    super(`${call}: ${code}: ${message}`)
    this.name = 'SyscallError'
    this.code = code
    this.errno = -errno
    this.syscall = syscall
    this.args = args
  }
}

/** What was going on when a step failed. */
export interface Circumstances {
  /** The table of which it is a step. */
  readonly program?: Pick<Program, 'steps'> | undefined
  /** CLONE_NEW… flags: the namespaces the process was born into. */
  readonly flags?: bigint
  /** What the steps returned, by their index; undefined where none came. */
  readonly results?: readonly (bigint | undefined)[]
}

/** A recorded step that failed in the child, and ended it there. */
export class StepError extends SyscallError {
  /** Index into `program.steps`; -1 for what `spawn` itself had to prepare. */
  readonly step: number
  /** Why the step was there, from `note()`. */
  readonly note: string | undefined
  readonly program: Pick<Program, 'steps'> | undefined
  readonly flags: bigint
  readonly results: readonly (bigint | undefined)[]

  constructor(
    step: number,
    failed: { name: string; args: readonly Argument[]; note?: string },
    errno: number,
    { program, flags = 0n, results = [] }: Circumstances = {},
  ) {
    super(failed.name, errno, failed.args, describe(failed, results))
    this.name = 'StepError'
    this.step = step
    this.note = failed.note
    this.program = program
    this.flags = flags
    this.results = results
  }
}

/** No way to start a child works on this machine; the message says what to do. */
export class SpawnError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SpawnError'
  }
}
