import type { Data, Result, Word } from './arguments.ts'
import { ProcessCalls } from './process-calls.ts'
import type { StepOptions } from './recorder.ts'
import { SIGSET_SIZE } from './structs.ts'

/** Calls about other processes and about what can be waited for. */
export class ChildCalls extends ProcessCalls {
  /**
   * Copy this process. Both copies go on in one table, in shared memory: use
   * `ifZero` for the child, and the number the kernel stores at `parentTid`
   * (CLONE_PARENT_SETTID, or a descriptor with CLONE_PIDFD) for the parent.
   *
   * @param flags CLONE_… and the signal to be sent at the end, or'ed.
   * @see clone(2)
   */
  clone(
    flags: Word,
    parentTid: Data = null,
    childTid: Data = null,
    options?: StepOptions,
  ): Result {
    return this.syscall('clone', [flags, 0, parentTid, childTid, 0], options)
  }

  /** Wait for a child; its status goes to `status`. @see wait4(2) */
  wait4(
    pid: Word,
    status: Data = null,
    flags: Word = 0,
    usage: Data = null,
    options?: StepOptions,
  ): Result {
    return this.syscall('wait4', [pid, status, flags, usage], options)
  }

  /** The number of our parent, 0 if it is outside. @see getppid(2) */
  getppid(options?: StepOptions): Result {
    return this.syscall('getppid', [], options)
  }

  /** A descriptor that refers to a process. @see pidfd_open(2) */
  pidfd_open(pid: Word, flags: Word = 0, options?: StepOptions): Result {
    return this.syscall('pidfd_open', [pid, flags], options)
  }

  /** Send a signal to the process of a pidfd. @see pidfd_send_signal(2) */
  pidfd_send_signal(pidfd: Word, signal: Word, options?: StepOptions): Result {
    return this.syscall('pidfd_send_signal', [pidfd, signal, null, 0], options)
  }

  /** A descriptor from which blocked signals are read. @see signalfd(2) */
  signalfd4(
    fd: Word,
    set: Uint8Array,
    flags: Word,
    size: Word = SIGSET_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall('signalfd4', [fd, set, size, flags], options)
  }

  /** Execute a program that is open already. @see execveat(2) */
  execveat(
    dirfd: Word,
    path: string,
    argv: readonly string[],
    envp: readonly string[],
    flags: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('execveat', [dirfd, path, argv, envp, flags], options)
  }

  /** A file that is in no directory. @see memfd_create(2) */
  memfd_create(name: string, flags: Word, options?: StepOptions): Result {
    return this.syscall('memfd_create', [name, flags], options)
  }

  /** An end point for communication. @see socket(2) */
  socket(
    family: Word,
    type: Word,
    protocol: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('socket', [family, type, protocol], options)
  }

  // #region lab-07
  /** Send a message, descriptors and all; see `msghdr`. @see sendmsg(2) */
  sendmsg(
    fd: Word,
    message: Uint8Array,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('sendmsg', [fd, message, flags], options)
  }
  // #endregion lab-07
}
