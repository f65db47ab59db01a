/**
 * Commands in a machine, by OpenSSH's client over a *master* connection that
 * all of them share: a handshake takes up to a third of a second, a command
 * over the master 30 ms.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'

export interface Ssh {
  /** Path of the client's configuration, with `Host vm`. */
  readonly config: string
  /** The client and what must stand before it. */
  readonly program: readonly string[]
}

/** How a command is started in a machine so that it can be found and killed. */
export interface Manner {
  /** What the names of notes begin with, in the machine. */
  readonly notes: string
  /** The shell command that notes its process group, then does what is asked. */
  wrapped(command: string, note: string): string
  /** The shell command that kills the group of a note and removes the note. */
  kill(note: string): string
}

/** Status of the client itself. @see ssh(1), EXIT STATUS */
const LOST = 255

/**
 * Run a shell command in the machine.
 *
 * The ssh protocol does not end a command whose client was killed, so the
 * command first notes its process group, and a client that was killed has the
 * group killed.
 */
export function spawnOverSsh(
  ssh: Ssh,
  command: string,
  manner: Manner,
): ChildProcess {
  const note = `${manner.notes}${randomBytes(8).toString('hex')}`
  const child = spawnClient(ssh, manner.wrapped(command, note))
  child.once('exit', (code, signal) => {
    // It catches the polite signals and ends with 255, as it does when the
    // connection breaks.
    if (signal === null && code !== LOST && !child.killed) return
    spawnClient(ssh, manner.kill(note), 'ignore').unref()
  })
  return child
}

/** Run a shell command as the user who logs in, with nothing around it. */
export function spawnClient(
  ssh: Ssh,
  command: string,
  stdio: 'pipe' | 'ignore' = 'pipe',
): ChildProcess {
  const [program = '', ...before] = ssh.program
  const args = [...before, '-F', ssh.config, 'vm', command]
  return spawn(program, args, { stdio: [stdio, stdio, stdio] })
}

/** The command that gives a person a terminal in the machine. */
export function terminalOverSsh(ssh: Ssh, command?: string): string[] {
  const rest = command === undefined ? [] : [command]
  return [...ssh.program, '-F', ssh.config, '-t', 'vm', ...rest]
}
