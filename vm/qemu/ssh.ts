/**
 * The way into the guest: a forwarded port, a key of the template, and one
 * long-lived *master* connection (see ../ssh/client.ts).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { lastLines, MachineError } from '../errors.ts'
import { identify, type ProcessId } from '../host/process.ts'
import { quoted } from '../host/quoted.ts'
import type { Manner, Ssh } from '../ssh/client.ts'

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

/** How commands are started in a guest, where nobody minds a note that stays. */
export const IN_GUEST: Manner = {
  notes: '/run/kit/spawned-',
  wrapped: (command, note) => wrapped(command, note),
  kill: killNoted,
}

/** Linked statically: half the time of the usual one under emulation. */
const SETSID = '/run/kit/busybox setsid'

/**
 * The command as leader of a session of its own, so that its process group is
 * not the connection's. `$$` is session, group and process.
 */
export function wrapped(command: string, note: string, setsid = SETSID) {
  return `exec ${setsid} /bin/sh -c ${quoted(`echo $$ > ${note}\n${command}`)}`
}

export function killNoted(note: string): string {
  return `read group < ${note} && kill -s KILL -- -$group; rm -f ${note}`
}
