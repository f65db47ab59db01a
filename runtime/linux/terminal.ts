// The terminal of a container: a pair of ends that the kernel makes when a
// file named ptmx is opened. What is written to one end is typed at the other.
//
//     who asked for it ◀──socket── master ═══ peer ──▶ 0, 1, 2 of the container
//                                   (ptmx)    └──▶ /dev/console
//
// Each mount of devpts has terminals of its own. The container's should be of
// its own devpts: it could not find another one, and should not have to.
import {
  AT_FDCWD,
  F_DUPFD_CLOEXEC,
  FIRST_FREE_FD,
  O_CLOEXEC,
  O_NOCTTY,
  O_RDWR,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_SYMLINKS,
} from '../sys/constants/files.ts'
import { MSG_NOSIGNAL } from '../sys/constants/sockets.ts'
import {
  TIOCGPTPEER,
  TIOCSCTTY,
  TIOCSPTLCK,
  TIOCSWINSZ,
} from '../sys/constants/terminals.ts'
import { msghdr, RIGHTS_FD, rights } from '../sys/message-structs.ts'
import type { Program, Result, Word } from '../sys/program.ts'
import { openHow } from '../sys/structs.ts'
import { intAt, type WindowSize, winsize } from '../sys/terminal-structs.ts'

/** What a terminal is to be like. */
export interface TerminalWish {
  /** A connected socket, to send the master over. */
  readonly console: number
  readonly size?: WindowSize | undefined
  /** User who is to own it, as the container counts. */
  readonly uid: number
}

const FLAGS = O_RDWR | O_NOCTTY | O_CLOEXEC

/** What runc calls the master in its message, so that receivers know it. */
const NAME = '/dev/ptmx'

/**
 * Open the master of a new terminal of the container's own devpts. Nobody has
 * to have mounted one there, so what is opened may be any file: what is asked
 * of it next succeeds for a master only.
 *
 * @param root The container's root, as a descriptor.
 * @see pts(4), openat2(2)
 */
export function openOwnMaster(child: Program, root: Word): Result {
  child.note('A new terminal, of the devpts in the container')
  const resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS
  return child.openat2(root, 'dev/pts/ptmx', openHow({ flags: FLAGS, resolve }))
}

/**
 * Open the master of a new terminal of the host: for a container that has no
 * devpts.
 */
export function openHostMaster(child: Program): Result {
  child.note('A new terminal, of the host: the container has no devpts')
  return child.openat(AT_FDCWD, '/dev/ptmx', FLAGS)
}

/**
 * Make a terminal the one that controls this process, which leads a session and
 * has none, and its standard streams. The master goes to who asked for it.
 *
 * The other end is never opened by its name, /dev/pts/0: in the container that
 * name means what the container wants it to mean.
 *
 * @returns The end of the container, open.
 * @see TIOCGPTPEER(2const), TIOCSCTTY(2const); Linux 4.13
 */
export function takeTerminal(
  child: Program,
  master: Result,
  { console, size, uid }: TerminalWish,
): Result {
  // #region lab-07-terminal
  child.ioctl(master, TIOCSPTLCK, intAt(0))
  const peer = child.ioctl(master, TIOCGPTPEER, FLAGS)
  if (size) child.ioctl(master, TIOCSWINSZ, winsize(size))
  // Its group stays: that of terminals. Who has no say here keeps it as it is.
  child.fchown(peer, uid, -1, { ignore: ['EPERM', 'EINVAL'] })
  sendMaster(child, console, master)
  child.note('From here on, Ctrl-C there is SIGINT here')
  child.ioctl(peer, TIOCSCTTY, 0)
  for (const stream of [0, 1, 2]) child.dup3(peer, stream)
  return peer
  // #endregion lab-07-terminal
}

/**
 * Send the master over a socket, and keep neither.
 *
 * @see sendmsg(2); unix(7), "SCM_RIGHTS"
 */
function sendMaster(child: Program, socket: number, master: Result): void {
  // #region lab-07-console-socket
  const control = rights()
  // Its number is known only then, and belongs into the message.
  const resultAt = { bytes: control, offset: RIGHTS_FD }
  const sent = child.fcntl(master, F_DUPFD_CLOEXEC, FIRST_FREE_FD, { resultAt })
  // Nobody there to receive it is an error, and no reason to die of SIGPIPE.
  child.sendmsg(socket, msghdr(NAME, control), MSG_NOSIGNAL)
  for (const fd of [sent, master, socket]) child.close(fd)
  // #endregion lab-07-console-socket
}
