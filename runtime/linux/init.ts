// An init for containers whose program is none. Process 1 has two duties that
// hardly any program knows of: the kernel gives it every orphan of its PID
// namespace, to be waited for, and keeps every signal from it for which it has
// no handler. With `run --init` process 1 is the program of this file, and
// the container's own program is its child:
//
//     mini-runc ──signals──▶ init (1) ──signals──▶ program (2)
//         ▲                   │  ▲ orphans
//         └──── report ◀──────┘  └── …
//
// It is a table of system calls made into an executable, so /proc/1/exe in
// the container is that, and no file of the host.

import type { Process } from '../spec/runtime-spec.ts'
import { AT_EMPTY_PATH, F_SETFD, FD_CLOEXEC } from '../sys/constants/files.ts'
import {
  PR_SET_CHILD_SUBREAPER,
  PR_SET_NAME,
  WNOHANG,
} from '../sys/constants/processes.ts'
import { LAST_SIGNAL, SIG_SETMASK, SIGNALS } from '../sys/constants/signals.ts'
import { TIOCSPGRP } from '../sys/constants/terminals.ts'
import { errnoOf } from '../sys/errno.ts'
import type { Program, Result } from '../sys/program.ts'
import {
  pollfds,
  processId,
  SIGSET_SIZE,
  sigset,
  timespec,
} from '../sys/structs.ts'
import { searchPath } from './process.ts'

const NAME = 'mini-init'

const SIGCHLD = SIGNALS.SIGCHLD ?? 0
const NUMBERS = Array.from({ length: LAST_SIGNAL }, (_, index) => index + 1)
const ALL = sigset(NUMBERS)
const CHILDREN = sigset(['SIGCHLD'])
const FORWARDED = sigset(NUMBERS.filter((number) => number !== SIGCHLD))
const NOW = timespec(0)

/** What execve(2) says of one place, while the program may be in the next. */
const NOT_THERE = ['ENOENT', 'ENOTDIR']
const GO_ON = [...NOT_THERE, 'EACCES']

/** Written before the status, if that is the one of a failed execve(2). */
export const NOT_EXECUTED = 'x'

/** Descriptors that an init inherits, by their numbers. */
export interface InitDescriptors {
  /** The executable made of `recordInit`. */
  readonly program: number
  /** Pipe to write the program's wait status into. */
  readonly report: number
  /** A signalfd(2) for all signals. */
  readonly signals: number
}

/**
 * Become the init of a container.
 *
 * @see execveat(2)
 */
export function executeInit(
  child: Program,
  { program, report, signals }: InitDescriptors,
): void {
  child.note('Signals wait until the init is ready for them')
  child.rt_sigprocmask(SIG_SETMASK, ALL)
  for (const fd of [report, signals]) child.fcntl(fd, F_SETFD, 0)
  child.note('If it succeeds, this process is the init of the container')
  child.execveat(program, '', [NAME], [], AT_EMPTY_PATH)
}

/** Record the program of an init that runs the program of a container. */
export function recordInit(
  init: Program,
  process: Process,
  { report, signals }: Pick<InitDescriptors, 'report' | 'signals'>,
): void {
  for (const fd of [report, signals]) init.fcntl(fd, F_SETFD, FD_CLOEXEC)
  init.prctl(PR_SET_NAME, NAME)
  // Orphans come to us even if there is no PID namespace whose init we are.
  init.prctl(PR_SET_CHILD_SUBREAPER, 1)
  const inChild = init.ahead()
  const child = init.clone(SIGCHLD, null, null, { ifZero: inChild })
  lookAfter(init, child, { report, signals })
  init.place(inChild)
  // #region lab-07
  if (process.terminal) comeToFront(init)
  // #endregion lab-07
  init.rt_sigprocmask(SIG_SETMASK, sigset([]))
  executeOrReport(init, process, report)
}

// #region lab-07
/**
 * Lead a process group of its own, in front of the terminal. In that of the
 * init, the program would get Ctrl-C twice: from the terminal, and from the
 * init, which got it as well.
 *
 * @see tcsetpgrp(3), credentials(7), "Process groups and sessions"
 */
function comeToFront(init: Program): void {
  const group = processId('group')
  init.setpgid(0, 0)
  init.getpid({ resultAt: { bytes: group, offset: 0 } })
  // Who does this from behind is stopped by SIGTTOU, but here it is blocked.
  init.ioctl(0, TIOCSPGRP, group)
}
// #endregion lab-07

/**
 * Stay with the child until it ends: hand signals on to it, and wait for the
 * orphans that come to us. Then report its status, and end.
 *
 * Signals are blocked, so none is lost between two of these steps. One SIGCHLD
 * may stand for any number of children, so all of them are asked for.
 *
 * @see pid_namespaces(7), "The namespace init process"; signalfd(2); wait4(2)
 */
function lookAfter(
  init: Program,
  child: Result,
  { report, signals }: Pick<InitDescriptors, 'report' | 'signals'>,
): void {
  const status = Buffer.alloc(4)
  const [children, orphans] = [init.ahead(), init.ahead()]
  // #region lab-02-init
  const asleep = init.mark()
  init.ppoll(pollfds([signals]), 1, null)
  const signal = init.rt_sigtimedwait(FORWARDED, null, NOW, SIGSET_SIZE, {
    ifError: children,
  })
  init.kill(child, signal)
  init.jump(asleep)

  init.place(children)
  init.rt_sigtimedwait(CHILDREN, null, NOW, SIGSET_SIZE, { ignore: ['EAGAIN'] })
  const next = init.mark()
  // ECHILD: it was the last of the orphans below, and its status is there.
  const ours = { ifZero: orphans, ignore: ['ECHILD'] }
  init.wait4(child, status, WNOHANG, null, ours)
  init.write(report, status)
  init.exit_group(0)

  init.place(orphans)
  init.wait4(-1, status, WNOHANG, null, { ifZero: asleep })
  init.jump(next)
  // #endregion lab-02-init
}

/**
 * Become the program of the container. If there is none, say so, and end with
 * the errno as the exit status, counted from 256 down.
 *
 * It is sought twice: a table cannot compare what the attempts returned, and
 * one place where the program is but may not be executed outweighs all where
 * it is not.
 */
function executeOrReport(
  init: Program,
  { args, env }: Process,
  report: number,
): void {
  const [name = ''] = args
  const places = name.includes('/')
    ? [name]
    : searchPath(env).map((directory) => `${directory}/${name}`)
  const failed = init.ahead()
  for (const place of places)
    init.execve(place, args, env, { ignore: GO_ON, ifError: failed })
  init.place(failed)
  for (const place of places) reportForbidden(init, [place, args, env], report)
  init.write(report, NOT_EXECUTED)
  init.exit_group(-errnoOf('ENOENT'))
}

type Attempt = readonly [
  place: string,
  args: readonly string[],
  env: readonly string[],
]

function reportForbidden(init: Program, attempt: Attempt, report: number) {
  const [forbidden, missing] = [init.ahead(), init.ahead()]
  init.execve(...attempt, { ignore: NOT_THERE, ifError: forbidden })
  init.jump(missing)
  init.place(forbidden)
  const errno = init.execve(...attempt, { ignore: true })
  init.write(report, NOT_EXECUTED)
  init.exit_group(errno)
  init.place(missing)
}
