/**
 * A shell in the guest for a person, in a terminal of ours: what they type goes in,
 * what they see comes out, and marks tell where commands begin and end.
 *
 *     write ─▶ PTY of the host ─▶ ssh -t ─▶ PTY of the guest ─▶ bash
 *     onData ◀──────────────────────────────────────────────────┘
 *
 * A window that changes its size is a SIGWINCH for ssh, which tells the guest's.
 */
import { spawn } from '@lydell/node-pty'
import { quoted } from '#vm/host/quoted.ts'
import type { Machine } from '#vm/provider.ts'
import { SshEscape } from './ssh-escape.ts'

export interface GuestShellOptions {
  readonly columns: number
  readonly rows: number
  readonly env?: Readonly<Record<string, string>>
  /** Folders of the guest that come before its PATH. */
  readonly path?: readonly string[]
}

export interface GuestShell {
  write(keys: string): void
  resize(columns: number, rows: number): void
  /** Read no more of the terminal until `resume`: whoever prints has to wait. */
  pause(): void
  resume(): void
  /** Raw output of the terminal, marks included. @returns A function that ends it. */
  onData(listener: (text: string) => void): () => void
  /** Status of the shell; 255 if the connection was lost, `null` if it was killed. */
  readonly ended: Promise<{ readonly code: number | null }>
  close(): Promise<void>
}

/** What every guest's terminfo has that has any. */
const TERM = 'xterm-256color'

/** ssh hangs up at once; a bash of this computer first waits for its command. */
const GRACE_MS = 500

/** Open a bash in the guest; it stands in `/tmp`, and is root. */
export function openGuestShell(
  machine: Machine,
  options: GuestShellOptions,
): GuestShell {
  const { columns, rows } = options
  const [program = '', ...args] = machine.terminal(shellCommand(options))
  const pty = spawn(program, args, {
    name: TERM,
    cols: columns,
    rows,
    cwd: '/',
    env: process.env,
  })
  const ended = new Promise<{ code: number | null }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      resolve({ code: signal ? null : exitCode })
    })
  })
  const tilde = machine.sshConfig === null ? null : new SshEscape()
  let isOpen = true
  void ended.then(() => {
    isOpen = false
  })
  // The terminal of whoever has ended is gone, and does not take anything.
  const ifOpen = (act: () => void) => {
    if (isOpen) act()
  }
  return {
    write: (keys) => ifOpen(() => pty.write(tilde?.meant(keys) ?? keys)),
    resize: (columns, rows) => ifOpen(() => pty.resize(columns, rows)),
    pause: () => ifOpen(() => pty.pause()),
    resume: () => ifOpen(() => pty.resume()),
    onData(listener) {
      const { dispose } = pty.onData(listener)
      return () => dispose()
    },
    ended,
    async close() {
      ifOpen(() => pty.resume())
      ifOpen(() => pty.kill('SIGHUP'))
      const timer = setTimeout(
        () => ifOpen(() => pty.kill('SIGKILL')),
        GRACE_MS,
      )
      await ended
      clearTimeout(timer)
    },
  }
}

/** For the guest's sh(1): a bash with settings of ours, and nothing in any file. */
export function shellCommand({
  env = {},
  path = [],
}: Pick<GuestShellOptions, 'env' | 'path'>): string {
  const paths = [...path.map(quoted), '"$PATH"'].join(':')
  const own = Object.entries(env).map(([name, value]) =>
    quoted(`${name}=${value}`),
  )
  // Nothing else: over ssh there is little, but on this very computer there is all.
  const kept = 'HOME="$HOME" TERM="$TERM"'
  const clean = ['env', '-i', kept, `PATH=${paths}`, ...own].join(' ')
  return `cd /tmp; exec ${clean} bash --rcfile /dev/fd/9 -i 9<<'END'\n${RC}END\n`
}

/**
 * What bash reads first. History stays in its memory and `!` is a character. Only
 * bash itself takes input for UTF-8: programs speak as they do in a script.
 *
 * @see bash(1), PROMPTING; PS0 is printed when a command has been read
 */
const RC = `exec 9<&-
unset HISTFILE
set +o histexpand
LC_CTYPE=C.UTF-8
PROMPT_COMMAND='printf "\\033]133;D;%s\\007" $?'
PS0='\\e]133;C\\a'
PS1='\\[\\e]133;A\\a\\]# \\[\\e]133;B\\a\\]'
`
