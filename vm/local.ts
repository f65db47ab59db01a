/**
 * The provider for a machine that is itself disposable: a CI runner, a
 * Codespace, a virtual machine of one's own. Commands run right here, as root.
 *
 * Nothing can be reset, so it asks for consent: `LABS_LOCAL=1`, `labs vm use
 * local`, or an environment that says it is disposable.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { release } from 'node:os'

import { requireAll } from './errors.ts'
import { guard } from './host/guard.ts'
import { type Environment, localPreflight } from './local-preflight.ts'
import type {
  Machine,
  MachineInfo,
  Provider,
  StartOptions,
} from './provider.ts'
import { NO_SETTINGS, type Settings } from './settings.ts'

export class LocalProvider implements Provider {
  readonly name = 'local'
  readonly summary = 'this very machine, if it may be broken'

  readonly #env: Environment
  readonly #settings: Settings

  constructor(
    env: Environment = process.env,
    settings: Settings = NO_SETTINGS,
  ) {
    this.#env = env
    this.#settings = settings
  }

  preflight() {
    return localPreflight(this.#env, this.#settings)
  }

  /** @throws {RequirementError} With everything that is missing at once. */
  async prepare(): Promise<void> {
    requireAll(await this.preflight())
  }

  async start({ share }: StartOptions): Promise<Machine> {
    await this.prepare()
    return new LocalMachine(realpathSync(share))
  }

  /** Nothing runs between commands, so there is nothing to find. */
  async find(): Promise<Machine | null> {
    return null
  }
}

class LocalMachine implements Machine {
  readonly sshConfig = null
  readonly shared: Machine['shared']
  readonly info: MachineInfo = {
    provider: 'local',
    accel: 'none',
    kernel: release(),
    pid: null,
    console: null,
  }
  readonly #children = new Set<ChildProcess>()

  constructor(share: string) {
    this.shared = { host: share, guest: share }
  }

  /** Each command leads a process group, which ends with it. */
  spawn(command: string): ChildProcess {
    const child = spawn('sh', ['-c', command], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#children.add(child)
    const release = guard(() => killGroupOf(child))
    child.once('close', () => {
      this.#children.delete(child)
      release()
    })
    child.once('exit', (_code, signal) => {
      if (signal !== null) killGroupOf(child)
    })
    return child
  }

  terminal(command?: string): readonly string[] {
    return command === undefined ? ['sh', '-i'] : ['sh', '-c', command]
  }

  /** Ends what still runs. Files that were changed stay changed. */
  async reset(): Promise<Machine> {
    await this.stop()
    return this
  }

  async stop(): Promise<void> {
    for (const child of this.#children) killGroupOf(child)
  }
}

function killGroupOf({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
