// What a child of Node has to be rid of before it can become a well-behaved
// program; execve(2) alone does not do it. Recorded as calls like all else.
import { F_DUPFD_CLOEXEC, F_SETFD, O_WRONLY } from './constants/files.ts'
import { RLIMIT_NOFILE } from './constants/processes.ts'
import {
  LAST_SIGNAL,
  SIG_DFL,
  SIG_SETMASK,
  SIGNALS,
} from './constants/signals.ts'
import type { Limit } from './limits.ts'
import type { Program } from './program.ts'
import { rlimit, sigaction, sigset } from './structs.ts'

/** Descriptors of this process that become 0, 1 and 2 of the child. */
export type Stdio = readonly [stdin: number, stdout: number, stderr: number]

/** Descriptors up to this one are the standard streams. */
const LAST_STREAM = 2
const LAST_FD = 0xffffffff

/**
 * Connect 0, 1 and 2. Node marks its own close-on-exec when it boots.
 *
 * @see dup(2), fcntl(2)
 */
export function recordStdio(program: Program, stdio: Stdio): void {
  // A stream that another one will overwrite has to move out of the way first.
  const sources = stdio.map((fd, index) =>
    fd !== index && fd <= LAST_STREAM
      ? program.fcntl(fd, F_DUPFD_CLOEXEC, LAST_STREAM + 1)
      : fd,
  )
  for (const [index, source] of sources.entries())
    if (source === index) program.fcntl(index, F_SETFD, 0)
    else program.dup3(source, index, 0)
}

/**
 * Close every descriptor but the standard streams and those given.
 *
 * @see close_range(2)
 */
export function recordKeep(program: Program, keep: readonly number[]): void {
  let first = LAST_STREAM + 1
  const kept = [...new Set(keep)].filter((fd) => fd >= first)
  for (const fd of kept.sort((a, b) => a - b)) {
    if (fd > first) program.close_range(first, fd - 1)
    first = fd + 1
  }
  program.close_range(first, LAST_FD)
}

/**
 * Let every signal do by default what it does, and block none. Node ignores
 * SIGPIPE, a shell may have ignored more, and ignored signals stay ignored
 * across clone3(2) and execve(2).
 *
 * @see signal(7)
 */
export function recordSignals(program: Program): void {
  const untouchable = [SIGNALS.SIGKILL, SIGNALS.SIGSTOP]
  const byDefault = sigaction(SIG_DFL)
  for (let signal = 1; signal <= LAST_SIGNAL; signal++)
    if (!untouchable.includes(signal)) program.rt_sigaction(signal, byDefault)
  program.rt_sigprocmask(SIG_SETMASK, sigset([]))
}

/** Put the limit on open files back. @see prlimit(2) */
export function recordNofile(program: Program, { soft, hard }: Limit): void {
  const none = (value: number) => (Number.isFinite(value) ? value : -1)
  program.prlimit64(0, RLIMIT_NOFILE, rlimit(none(soft), none(hard)))
}

/**
 * Go into a cgroup, for a process that could not be born into it. It has to be
 * the first of all steps: what comes before counts against our own limits.
 *
 * @param cgroup Descriptor of its directory.
 * @see cgroups(7), "Moving a process between cgroups"
 */
export function recordEntry(program: Program, cgroup: number): void {
  const processes = program.openat(cgroup, 'cgroup.procs', O_WRONLY)
  // 0 is whoever writes it: no other number is the same in all namespaces.
  program.write(processes, '0')
  program.close(processes)
}
