/**
 * A machine that is reached by OpenSSH: a host of somebody's configuration, or
 * a virtual machine whose maker writes one.
 */
import type { ChildProcess } from 'node:child_process'
import { hostname } from 'node:os'

import { shortHash } from '../host/paths.ts'
import type { Machine, MachineInfo, Progress, Provider } from '../provider.ts'
import {
  type Manner,
  type Ssh,
  spawnClient,
  spawnOverSsh,
  terminalOverSsh,
} from './client.ts'
import { connect, disconnect, type Route } from './connection.ts'
import { type Facts, factsOf } from './facts.ts'
import { asRoot, rootShell } from './manner.ts'
import { type Output, textOf } from './output.ts'

export interface SshMachineOptions extends Route {
  readonly provider: Provider['name']
  /** Private folder for the connection, made and removed here: see connection.ts. */
  readonly folder: string
  /** The same folder, seen from both sides. */
  readonly share: Machine['shared']
  /** Whether the user who logs in becomes root with `sudo -n`. */
  readonly sudo: boolean
  readonly accel?: MachineInfo['accel']
  /** Where the guest has a copy of the folder: bring it up to date. */
  refreshShare?(machine: SshMachine): Promise<void>
  /** Put things in order while the connection is still there. */
  tidy?(machine: SshMachine): Promise<void>
  /** Make the machine anew. The connection has ended. */
  reset(progress: Progress): Promise<Machine>
  /** End the machine. The connection has ended. */
  stop(): Promise<void>
}

/**
 * Log in to a machine, or use the connection that is there.
 *
 * @throws {MachineError} When it does not let us in, or not as root.
 */
export async function openSshMachine(
  options: SshMachineOptions,
): Promise<SshMachine> {
  const ssh = await connect(options, options.folder)
  try {
    return new SshMachine(options, ssh, await factsOf(ssh, options.sudo))
  } catch (error) {
    await disconnect(options.folder)
    throw error
  }
}

export class SshMachine implements Machine {
  readonly info: MachineInfo
  readonly facts: Facts
  readonly shared: Machine['shared']
  readonly sshConfig: string
  readonly manner: Manner
  readonly #options: SshMachineOptions
  readonly #ssh: Ssh

  constructor(options: SshMachineOptions, ssh: Ssh, facts: Facts) {
    this.#options = options
    this.#ssh = ssh
    this.facts = facts
    this.shared = options.share
    this.sshConfig = ssh.config
    this.manner = asRoot(options.sudo, ownerOf(options.folder))
    this.info = {
      provider: options.provider,
      accel: options.accel ?? 'none',
      kernel: facts.kernel,
      pid: null,
      console: null,
    }
  }

  spawn(command: string): ChildProcess {
    return spawnOverSsh(this.#ssh, command, this.manner)
  }

  /** A root's script whose end is not watched over, with standard input. */
  pipe(script: string): ChildProcess {
    return spawnClient(this.#ssh, rootShell(script, this.#options.sudo))
  }

  /** What a root's script says. */
  ask(script: string, timeoutMs?: number): Promise<Output> {
    return textOf(this.pipe(script), timeoutMs)
  }

  terminal(command = 'exec /bin/sh -i'): readonly string[] {
    const script = rootShell(`cd /; ${command}`, this.#options.sudo)
    return terminalOverSsh(this.#ssh, script)
  }

  async refreshShare(): Promise<void> {
    await this.#options.refreshShare?.(this)
  }

  async reset(progress: Progress): Promise<Machine> {
    await this.#leave()
    return await this.#options.reset(progress)
  }

  async stop(): Promise<void> {
    await this.#leave()
    await this.#options.stop()
  }

  async #leave(): Promise<void> {
    try {
      await this.#options.tidy?.(this)
    } finally {
      await disconnect(this.#options.folder)
    }
  }
}

/** Several people, or checkouts, may use one host. */
export function ownerOf(folder: string): string {
  return shortHash(`${hostname()}:${folder}`)
}
