/**
 * A running virtual machine, as the rest of the kit sees it.
 */
import type { ChildProcess } from 'node:child_process'

import type { Machine, MachineInfo, Progress } from '../provider.ts'
import { type Ssh, spawnOverSsh, terminalOverSsh } from '../ssh/client.ts'
import { SHARE } from './guest.ts'
import { consoleLogOf } from './launch.ts'
import type { MachineRecord } from './record.ts'
import { IN_GUEST } from './ssh.ts'

/** What a machine asks of the provider that made it. */
export interface Keeper {
  restart(record: MachineRecord, progress: Progress): Promise<Machine>
  stop(): Promise<void>
}

export class QemuMachine implements Machine {
  readonly info: MachineInfo
  readonly shared: Machine['shared']
  readonly sshConfig: string
  readonly #ssh: Ssh
  readonly #record: MachineRecord
  readonly #keeper: Keeper

  constructor(dir: string, record: MachineRecord, ssh: Ssh, keeper: Keeper) {
    this.#record = record
    this.#ssh = ssh
    this.#keeper = keeper
    this.sshConfig = ssh.config
    this.shared = { host: record.share, guest: SHARE }
    this.info = {
      provider: 'qemu',
      accel: record.accel,
      kernel: record.kernel,
      pid: record.emulator.pid,
      console: consoleLogOf(dir),
    }
  }

  spawn(command: string): ChildProcess {
    return spawnOverSsh(this.#ssh, command, IN_GUEST)
  }

  terminal(command?: string): readonly string[] {
    return terminalOverSsh(this.#ssh, command)
  }

  reset(progress: Progress): Promise<Machine> {
    return this.#keeper.restart(this.#record, progress)
  }

  stop(): Promise<void> {
    return this.#keeper.stop()
  }
}
