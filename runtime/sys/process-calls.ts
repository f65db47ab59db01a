import type { Argument, Data, Result, Word } from './arguments.ts'
import { MountFdCalls } from './mount-fd-calls.ts'
import type { StepOptions } from './recorder.ts'
import { SIGSET_SIZE } from './structs.ts'

/** Calls about processes, in the manual's names and order. */
export class ProcessCalls extends MountFdCalls {
  /** Replace the program of this process; does not return. @see execve(2) */
  execve(
    path: string,
    argv: readonly string[],
    envp: readonly string[],
    options?: StepOptions,
  ): Result {
    return this.syscall('execve', [path, argv, envp], options)
  }

  /** End the process. @see exit_group(2) */
  exit_group(status: Word, options?: StepOptions): Result {
    return this.syscall('exit_group', [status], options)
  }

  /** The number of this process, in its own PID namespace. @see getpid(2) */
  getpid(options?: StepOptions): Result {
    return this.syscall('getpid', [], options)
  }

  /** Send a signal. @see kill(2) */
  kill(pid: Word, signal: Word, options?: StepOptions): Result {
    return this.syscall('kill', [pid, signal], options)
  }

  /** Become the leader of a new session, without a terminal. @see setsid(2) */
  setsid(options?: StepOptions): Result {
    return this.syscall('setsid', [], options)
  }

  /** Move a process into a process group. @see setpgid(2) */
  setpgid(pid: Word, group: Word, options?: StepOptions): Result {
    return this.syscall('setpgid', [pid, group], options)
  }

  /** Set the user of this process. @see setuid(2) */
  setuid(uid: Word, options?: StepOptions): Result {
    return this.syscall('setuid', [uid], options)
  }

  /** Set the group of this process. @see setgid(2) */
  setgid(gid: Word, options?: StepOptions): Result {
    return this.syscall('setgid', [gid], options)
  }

  /** Set real, effective and saved user. @see setresuid(2) */
  setresuid(
    real: Word,
    effective: Word,
    saved: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('setresuid', [real, effective, saved], options)
  }

  /** Set real, effective and saved group. @see setresgid(2) */
  setresgid(
    real: Word,
    effective: Word,
    saved: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('setresgid', [real, effective, saved], options)
  }

  /** Change how the kernel treats this process. @see prctl(2) */
  prctl(
    operation: Word,
    arg2: Argument = 0,
    arg3: Word = 0,
    arg4: Word = 0,
    arg5: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('prctl', [operation, arg2, arg3, arg4, arg5], options)
  }

  /** Set and read a resource limit; see `rlimit`. @see prlimit64(2) */
  prlimit64(
    pid: Word,
    resource: Word,
    newLimit: Data,
    oldLimit: Data = null,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'prlimit64',
      [pid, resource, newLimit, oldLimit],
      options,
    )
  }

  /**
   * Ignore a signal or stop ignoring it; see `sigaction`.
   *
   * @see rt_sigaction(2)
   */
  rt_sigaction(
    signal: Word,
    action: Data,
    oldAction: Data = null,
    size: Word = SIGSET_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'rt_sigaction',
      [signal, action, oldAction, size],
      options,
    )
  }

  /** Block or unblock signals; see `sigset`. @see rt_sigprocmask(2) */
  rt_sigprocmask(
    how: Word,
    set: Data,
    oldSet: Data = null,
    size: Word = SIGSET_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall('rt_sigprocmask', [how, set, oldSet, size], options)
  }

  /**
   * Wait for a blocked signal of `set`; the result is its number.
   *
   * @see rt_sigtimedwait(2)
   */
  rt_sigtimedwait(
    set: Uint8Array,
    info: Data,
    timeout: Data,
    size: Word = SIGSET_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall('rt_sigtimedwait', [set, info, timeout, size], options)
  }

  /** Sleep; see `timespec`. @see nanosleep(2) */
  nanosleep(
    request: Uint8Array,
    remaining: Data = null,
    options?: StepOptions,
  ): Result {
    return this.syscall('nanosleep', [request, remaining], options)
  }

  /** Read a clock into `time`. @see clock_gettime(2) */
  clock_gettime(clock: Word, time: Uint8Array, options?: StepOptions): Result {
    return this.syscall('clock_gettime', [clock, time], options)
  }

  /** Map memory; the result is its address. @see mmap(2) */
  mmap(
    address: Word,
    length: Word,
    protection: Word,
    flags: Word,
    fd: Word,
    offset: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'mmap',
      [address, length, protection, flags, fd, offset],
      options,
    )
  }

  /** Unmap memory. @see munmap(2) */
  munmap(address: Word, length: Word, options?: StepOptions): Result {
    return this.syscall('munmap', [address, length], options)
  }

  /** Set the capabilities of this thread. @see capset(2) */
  capset(header: Uint8Array, data: Uint8Array, options?: StepOptions): Result {
    return this.syscall('capset', [header, data], options)
  }

  /** Restrict the system calls of this process. @see seccomp(2) */
  seccomp(
    operation: Word,
    flags: Word,
    args: Argument,
    options?: StepOptions,
  ): Result {
    return this.syscall('seccomp', [operation, flags, args], options)
  }

  /**
   * Set the supplementary groups.
   *
   * @see setgroups(2)
   */
  setgroups(groups: readonly number[], options?: StepOptions): Result {
    return this.syscall('setgroups', [groups.length, gids(groups)], options)
  }
}

function gids(groups: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(groups.length * 4)
  for (const [index, gid] of groups.entries())
    bytes.writeUInt32LE(gid, index * 4)
  return bytes
}
