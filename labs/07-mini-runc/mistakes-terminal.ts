/** What goes wrong with terminals. */
import type { Mistake } from '#checker/check.ts'

const TERMINAL = 'linux/terminal.ts'
const OWN_TERMINAL = 'oci/own-terminal.ts'
const RIGHTS = 'oci/process-rights.ts'
const CREATE = 'cli/create.ts'

const CONTROL = '  child.ioctl(peer, TIOCSCTTY, 0)\n'

export const terminalMistakes: readonly Mistake[] = [
  {
    id: 'name-sent',
    title: 'the name of the master is sent, and the master itself kept',
    file: TERMINAL,
    find: `  child.sendmsg(socket, msghdr(NAME, control), MSG_NOSIGNAL)
  for (const fd of [sent, master, socket]) child.close(fd)
`,
    replace: `  child.write(socket, NAME)
  child.close(socket)
`,
    check: 'terminal.socket',
    diagnosis: 'NOT_ONE_DESCRIPTOR',
  },
  {
    id: 'wrong-end-sent',
    title: 'the end of the container is sent, and its master closed',
    file: TERMINAL,
    find: 'sendMaster(child, console, master)\n  child.note',
    replace:
      'sendMaster(child, console, child.fcntl(peer, F_DUPFD_CLOEXEC, FIRST_FREE_FD))\n  child.note',
    check: 'terminal.socket',
    diagnosis: 'SLAVE_SENT',
  },
  {
    id: 'terminal-of-host',
    title: 'the terminal is made in the host’s /dev/pts',
    file: OWN_TERMINAL,
    find: '    ? openOwnMaster(child, root)\n',
    replace: '    ? openHostMaster(child)\n',
    check: 'terminal.socket',
    diagnosis: 'TERMINAL_OF_HOST',
  },
  {
    id: 'errors-elsewhere',
    title: 'standard error stays what it was',
    file: TERMINAL,
    find: 'of [0, 1, 2])',
    replace: 'of [0, 1])',
    check: 'terminal.streams',
    diagnosis: 'STREAMS_NOT_TERMINAL',
  },
  {
    id: 'not-controlling',
    title: 'the terminal is open and controls nobody',
    file: TERMINAL,
    find: CONTROL,
    replace: '',
    check: 'terminal.session',
    diagnosis: 'NOT_CONTROLLING',
  },
  {
    id: 'raw-at-the-wrong-end',
    title: 'the terminal itself is made raw, and knows no ^C any more',
    file: TERMINAL,
    find: CONTROL,
    replace: `${CONTROL}  child.ioctl(peer, 0x5402, Buffer.alloc(36))\n`,
    check: 'terminal.interrupt',
    diagnosis: 'INTERRUPT_LOST',
  },
  {
    id: 'size-swapped',
    title: 'rows and columns are swapped',
    file: OWN_TERMINAL,
    find: '{ rows: consoleSize.height, columns: consoleSize.width }',
    replace: '{ rows: consoleSize.width, columns: consoleSize.height }',
    check: 'terminal.size',
    diagnosis: 'SIZE_WRONG',
  },
  {
    id: 'size-forgotten',
    title: 'the window has no size',
    file: TERMINAL,
    find: '  if (size) child.ioctl(master, TIOCSWINSZ, winsize(size))\n',
    replace: '',
    check: 'terminal.size',
    diagnosis: 'SIZE_WRONG',
  },
  {
    id: 'owner-is-group',
    title: 'the terminal goes to the user with the number of the group',
    file: RIGHTS,
    find: 'ownStreams(child, streams, user.uid)',
    replace: 'ownStreams(child, streams, user.gid)',
    check: 'terminal.owner',
    diagnosis: 'TERMINAL_NOT_OWNED',
  },
  {
    id: 'console-forgotten',
    title: 'nothing is mounted over /dev/console',
    file: OWN_TERMINAL,
    find: '  mountConsole(child, root, peer)\n',
    replace: '',
    check: 'terminal.console',
    diagnosis: 'NO_CONSOLE',
  },
  {
    id: 'terminal-for-nobody',
    title: 'without a socket the terminal is left out, and nobody is told',
    file: CREATE,
    find: '  const handedOn = inherited(bundle, request, true)\n',
    replace:
      '  if (!consoleSocket) Object.assign(bundle.spec.process, { terminal: false })\n' +
      '  const handedOn = inherited(bundle, request, true)\n',
    check: 'terminal.refused',
    diagnosis: 'TERMINAL_FOR_NOBODY',
  },
]
