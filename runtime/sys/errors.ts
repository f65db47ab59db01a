import type { Argument } from './arguments.ts'
import { describeCall } from './describe.ts'
import { describeErrno } from './errno.ts'

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

  /** @param errno Positive, as C has it. */
  constructor(syscall: string, errno: number, args: readonly Argument[]) {
    const { code, message } = describeErrno(errno)
    super(`${describeCall(syscall, args)}: ${code}: ${message}`)
    this.name = 'SyscallError'
    this.code = code
    this.errno = -errno
    this.syscall = syscall
    this.args = args
  }
}

/** A recorded step that failed in the child, and ended it there. */
export class StepError extends SyscallError {
  /** Index into `program.steps`; -1 for what `spawn` itself had to prepare. */
  readonly step: number
  /** Why the step was there, from `note()`. */
  readonly note: string | undefined

  constructor(
    step: number,
    failed: { name: string; args: readonly Argument[]; note?: string },
    errno: number,
  ) {
    super(failed.name, errno, failed.args)
    this.name = 'StepError'
    this.step = step
    this.note = failed.note
  }
}

/** No way to start a child works on this machine; the message says what to do. */
export class SpawnError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SpawnError'
  }
}
