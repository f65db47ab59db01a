/**
 * The way into the guest: OpenSSH's client over a forwarded port, with one
 * long-lived *master* connection that all commands share. A handshake takes a
 * third of a second under emulation; a command over the master 30 ms.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { lastLines, MachineError } from '../errors.ts'
import { identify, type ProcessId } from '../host/process.ts'

export interface Ssh {
  /** Path of the client's configuration, with `Host vm`. */
  readonly config: string
  /** The client and what must stand before it. */
  readonly program: readonly string[]
}

/** Write the configuration. @see ssh_config(5) */
export function writeSshConfig(
  dir: string,
  template: string,
  port: number,
  program: readonly string[],
): Ssh {
  const config = join(dir, 'ssh_config')
  writeFileSync(config, sshConfig(dir, template, port), { mode: 0o600 })
  return { config, program }
}

export function sshConfig(dir: string, template: string, port: number) {
  return `Host vm
  HostName 127.0.0.1
  Port ${port}
  User root
  IdentityFile "${join(template, 'id')}"
  IdentitiesOnly yes
  IdentityAgent none
  HostKeyAlias vm
  HostKeyAlgorithms ssh-ed25519
  UserKnownHostsFile "${join(template, 'known_hosts')}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  KexAlgorithms curve25519-sha256
  LogLevel ERROR
  BatchMode yes
  ForwardAgent no
  ControlMaster no
  ControlPath "${controlPath(dir)}"
`
}

function controlPath(dir: string): string {
  return join(dir, 'cm')
}

/**
 * Start the master connection. It outlives this process and ends with the
 * machine, for then its connection breaks.
 *
 * `ControlPersist` would start it by itself, but such a master keeps the
 * standard error of whoever came first open for ever.
 *
 * @throws {MachineError} When the guest does not let us in.
 */
export async function startMaster(
  ssh: Ssh,
  dir: string,
  timeoutMs: number,
): Promise<ProcessId> {
  const [program = '', ...before] = ssh.program
  const options = ['-F', ssh.config, '-o', 'ControlMaster=yes', '-N', 'vm']
  const child = spawn(program, [...before, ...options], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    return await connected(child, dir, timeoutMs)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    child.stderr?.destroy()
    child.unref()
  }
}

async function connected(
  child: ChildProcess,
  dir: string,
  timeoutMs: number,
): Promise<ProcessId> {
  const end = Date.now() + timeoutMs
  let complaint = ''
  let problem: Error | null = null
  child.stderr?.on('data', (data) => {
    complaint += data
  })
  child.on('error', (error) => {
    problem = error
  })

  while (!existsSync(controlPath(dir))) {
    const over = child.exitCode !== null || problem !== null
    if (over || Date.now() > end) throw notLetIn(complaint, problem)
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  const id = identify(child.pid ?? -1)
  if (id !== null) return id
  throw notLetIn(complaint, problem)
}

function notLetIn(complaint: string, cause: Error | null): MachineError {
  const why = cause?.message ?? lastLines(complaint, 3).join('; ')
  return new MachineError(
    `Cannot log in to the virtual machine: ${why || 'it did not answer'}`,
  )
}

/**
 * Run a shell command in the guest.
 *
 * The ssh protocol does not end a command whose client was killed, so the
 * command first notes its process group, and a client that was killed has the
 * group killed.
 */
export function spawnOverSsh(ssh: Ssh, command: string): ChildProcess {
  const note = `/run/kit/spawned-${randomBytes(8).toString('hex')}`
  const child = spawnClient(ssh, wrapped(command, note))
  child.once('exit', (code, signal) => {
    // It catches the polite signals and ends with 255, as it does when the
    // connection breaks.
    if (signal === null && code !== LOST && !child.killed) return
    spawnClient(ssh, killNoted(note), 'ignore').unref()
  })
  return child
}

/** Status of the client itself. @see ssh(1), EXIT STATUS */
const LOST = 255

function spawnClient(
  ssh: Ssh,
  command: string,
  stdio: 'pipe' | 'ignore' = 'pipe',
): ChildProcess {
  const [program = '', ...before] = ssh.program
  const args = [...before, '-F', ssh.config, 'vm', command]
  return spawn(program, args, { stdio: [stdio, stdio, stdio] })
}

/**
 * The command as leader of a session of its own, so that its process group is
 * not the connection's. `$$` is session, group and process.
 */
export function wrapped(command: string, note: string, setsid = SETSID) {
  return `exec ${setsid} /bin/sh -c ${quoted(`echo $$ > ${note}\n${command}`)}`
}

/** Linked statically: half the time of the usual one under emulation. */
const SETSID = '/run/kit/busybox setsid'

/** One word for a shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

export function killNoted(note: string): string {
  return `read group < ${note} && kill -s KILL -- -$group; rm -f ${note}`
}

/** The command that gives a person a terminal in the guest. */
export function terminalOverSsh(ssh: Ssh, command?: string): string[] {
  const rest = command === undefined ? [] : [command]
  return [...ssh.program, '-F', ssh.config, '-t', 'vm', ...rest]
}
