/** Step 6: a terminal, handed over a socket. */
import { MASTER } from '#checker/console-host.ts'
import { SIGINT, SIGWINCH } from '#checker/kernel.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import {
  describeHeld,
  excerpt,
  procEvidence,
  signalNames,
} from '#checker/outcome.ts'
import {
  type Attached,
  attached,
  type Size,
  socketless,
  type TerminalLooks,
} from './attached.ts'
import { judgeRefusal, ofCell, type Scene } from './look.ts'

type At = Scene<Attached, Record<string, never>, TerminalLooks>

const ofAttached = (look: (scene: At) => Outcome) =>
  ofCell<Attached, Record<string, never>, TerminalLooks>(
    attached,
    'NOT_STARTED',
    look,
  )

/** `inode 3 (device 0:52)` → `0:52`. */
const deviceOf = (identity: string | null) =>
  /\(device (.*)\)/.exec(identity ?? '')?.[1] ?? null

const socket: Check = {
  id: 'terminal.socket',
  title: {
    en: 'the socket is sent one descriptor: a master of the container’s own /dev/pts',
    zh: '套接字收到一个描述符：容器自己的 /dev/pts 的主端',
  },
  points: 3,
  needs: [],
  source: 'pty(7); unix(7), SCM_RIGHTS; cmsg(3)',
  run: ofAttached(({ found }) => {
    const { sent, receiver, index, devpts } = found
    const master = receiver?.descriptors[MASTER]
    const count = sent.descriptors.length
    const evidence = {
      'SCM_RIGHTS of the message': `${count} descriptors`,
      'its text': JSON.stringify(sent.text),
      [`/proc/${receiver?.pid}/fd/${MASTER}`]:
        master === undefined ? 'not open' : describeHeld(master),
      [`/proc/${receiver?.pid}/fdinfo/${MASTER}`]: `tty-index: ${index}`,
      '/dev/pts of the container': `${devpts}`,
    }
    const isMaster = /ptmx$/.test(master?.path ?? '') && !Number.isNaN(index)
    const device = deviceOf(master?.identity ?? null)
    const isOwn = device !== null && device === deviceOf(devpts)
    if (count === 1 && isMaster && isOwn) return pass({ evidence })
    return fail({
      expected: `one descriptor, a ptmx of ${devpts}`,
      actual: `${count} descriptors; the first is ${master === undefined ? 'not open' : describeHeld(master)}`,
      evidence,
      diagnosis: whyNoMaster(count, isMaster),
    })
  }),
}

function whyNoMaster(count: number, isMaster: boolean): string {
  if (count !== 1) return 'NOT_ONE_DESCRIPTOR'
  return isMaster ? 'TERMINAL_OF_HOST' : 'SLAVE_SENT'
}

const streams: Check = {
  id: 'terminal.streams',
  title: {
    en: 'input, output and errors of the program are that terminal',
    zh: '程序的输入、输出和错误都是这个终端',
  },
  points: 2,
  needs: ['terminal.socket'],
  source: 'runtime-spec config.md, "terminal"; pts(4)',
  run: ofAttached(({ inmate: { seen }, found, drawn }) => {
    const { slave, index, output } = found
    const held = ['0', '1', '2'].map((fd) => seen.descriptors[fd])
    const text = held
      .map(
        (one, fd) =>
          `${fd}: ${one === undefined ? 'closed' : describeHeld(one)}`,
      )
      .join('\n')
    const evidence = {
      ...procEvidence(seen, 'fd', text),
      [`/dev/pts/${index}`]: `${slave.identity}`,
      'read from the master': excerpt(output),
    }
    const isSlave = held.every(
      (one) => one !== undefined && one.identity === slave.identity,
    )
    const says = output.includes(drawn.words.trim())
    if (isSlave && slave.identity !== null && says) return pass({ evidence })
    return fail({
      expected: `0, 1 and 2 are /dev/pts/${index}, and its master says "${drawn.words.trim()}"`,
      actual: isSlave ? `the master says ${JSON.stringify(output)}` : text,
      evidence,
      diagnosis: 'STREAMS_NOT_TERMINAL',
    })
  }),
}

/** Terminals of Unix 98 have this number. @see proc_pid_stat(5), tty_nr */
const terminalNumber = (index: number) => (136 << 8) | index

const session: Check = {
  id: 'terminal.session',
  title: {
    en: 'it leads a session with that terminal, in the foreground',
    zh: '它是拥有这个终端的会话的首进程，并在前台',
  },
  points: 2,
  needs: ['terminal.streams'],
  source: 'setsid(2); TIOCSCTTY(2const); proc_pid_stat(5)',
  run: ofAttached(({ inmate: { seen }, found: { session, index } }) => {
    const { group, foreground, terminal } = session
    const text = (leader: number, tty: number, front: number) =>
      `session ${leader}, terminal ${tty}, foreground ${front}`
    const actual = text(session.session, terminal, foreground)
    const expected = text(seen.pid, terminalNumber(index), group)
    const evidence = procEvidence(seen, 'stat', actual)
    if (actual === expected) return pass({ evidence })
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: 'NOT_CONTROLLING',
    })
  }),
}

const interrupt: Check = {
  id: 'terminal.interrupt',
  title: {
    en: '^C, typed at the master, reaches the program as SIGINT',
    zh: '在主端输入 ^C，程序会收到 SIGINT',
  },
  points: 2,
  needs: ['terminal.streams'],
  source: 'termios(3), ISIG, VINTR; tty_ioctl(4)',
  run: ofAttached(({ inmate: { seen }, found: { afterTyping } }) => {
    const actual = signalNames(afterTyping)
    const evidence = procEvidence(seen, 'status', `ShdPnd: ${actual}`)
    if (afterTyping.includes(SIGINT)) return pass({ evidence })
    return fail({
      expected: 'SIGINT',
      actual,
      evidence,
      diagnosis: 'INTERRUPT_LOST',
    })
  }),
}

const size: Check = {
  id: 'terminal.size',
  title: {
    en: 'the window has the size of the bundle, and changes with the master',
    zh: '窗口大小就是 bundle 给出的，并随主端改变',
  },
  points: 2,
  needs: ['terminal.streams'],
  source: 'runtime-spec config.md, "consoleSize"; TIOCSWINSZ(2const)',
  run: ofAttached(({ inmate: { seen }, found, drawn }) => {
    const { sizes, afterResize } = found
    const text = ({ rows, columns }: Size) => `${rows} x ${columns}`
    const told = (first: string, later: string, signals: readonly number[]) =>
      `at first ${first}, then ${later}; ${signalNames(signals)}`
    const actual = told(sizes.first, sizes.later, afterResize)
    const expected = told(text(drawn.size), text(drawn.later), [SIGWINCH])
    const evidence = {
      ...procEvidence(seen, 'fd/0', `${sizes.first}, then ${sizes.later}`),
      ...procEvidence(seen, 'status', `ShdPnd: ${signalNames(afterResize)}`),
    }
    if (actual === expected) return pass({ evidence })
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: 'SIZE_WRONG',
    })
  }),
}

const owner: Check = {
  id: 'terminal.owner',
  title: {
    en: 'the terminal belongs to the user of the program',
    zh: '终端属于程序的用户',
  },
  points: 1,
  needs: ['terminal.streams'],
  source: 'pts(4); fchown(2)',
  run: ofAttached(({ found: { slave, index }, drawn }) => {
    const actual = `${slave.facts?.uid}`
    const evidence = { [`owner of /dev/pts/${index}`]: actual }
    const expected = `${drawn.uid}`
    if (actual === expected) return pass({ evidence })
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: 'TERMINAL_NOT_OWNED',
    })
  }),
}

const console: Check = {
  id: 'terminal.console',
  title: {
    en: '/dev/console is the terminal',
    zh: '/dev/console 就是这个终端',
  },
  points: 1,
  needs: ['terminal.streams'],
  source: 'runtime-spec config-linux.md, "Default Devices", /dev/console',
  run: ofAttached(({ found: { slave, console, index } }) => {
    const text = `${console.identity}, device ${console.facts?.device}`
    const evidence = {
      '/dev/console': text,
      [`/dev/pts/${index}`]: `${slave.identity}, device ${slave.facts?.device}`,
    }
    const isSame =
      console.identity !== null && console.identity === slave.identity
    if (isSame) return pass({ evidence })
    return fail({
      expected: `${slave.identity}, device ${slave.facts?.device}`,
      actual: console.facts === null ? 'not there' : text,
      evidence,
      diagnosis: 'NO_CONSOLE',
    })
  }),
}

const refused: Check = {
  id: 'terminal.refused',
  title: {
    en: 'a terminal that nobody would have is refused',
    zh: '没有人接收的终端会被拒绝',
  },
  points: 1,
  needs: ['terminal.socket'],
  source: 'runtime-spec config.md, "terminal"',
  run: async (bench) => {
    const { cell } = await bench.share(socketless)
    const text = 'a terminal, by "run -d" without --console-socket'
    return judgeRefusal(cell, text, 'TERMINAL_FOR_NOBODY')
  },
}

export const terminalChecks: readonly Check[] = [
  socket,
  streams,
  session,
  interrupt,
  size,
  owner,
  console,
  refused,
]
