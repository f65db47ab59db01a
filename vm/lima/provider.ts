/**
 * Lima as a provider: for macOS, and for whoever has it on Linux.
 *
 * Each checkout has a machine that is made once and never used, and a copy of it
 * that is (see steps.ts). Whoever stops or resets the machine throws the copy away.
 */
import { realpathSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { MachineError, RequirementError } from '../errors.ts'
import { withLockFile } from '../host/lock-file.ts'
import { checkoutDir, ownDir, runDir, shortHash } from '../host/paths.ts'
import type { Machine, Progress, Provider, StartOptions } from '../provider.ts'
import { provisionScript } from '../provision/provision.ts'
import { verified } from '../provision/verify.ts'
import { openSshMachine, type SshMachine } from '../ssh/ssh-machine.ts'
import { accelOf } from './accel.ts'
import { type Instance, remove } from './limactl.ts'
import { limaPreflight } from './preflight.ts'
import { instances, limactl, runSteps } from './run.ts'
import { runningOf, stepsToFresh, type Wanted } from './steps.ts'
import { GUEST_SHARE, limaTemplate, limaYaml, RECIPE } from './template.ts'

export interface LimaOptions {
  readonly checkout?: string
  /** Whether programs in the machine may change what is in the share. */
  readonly writable?: boolean
}

export class LimaProvider implements Provider {
  readonly name = 'lima'
  readonly summary = 'a virtual machine that Lima makes'
  readonly #name: string
  readonly #folder: string
  readonly #writable: boolean

  constructor({ checkout = checkoutDir(), writable }: LimaOptions = {}) {
    this.#name = `labs-${shortHash(checkout)}`
    this.#folder = `${runDir(checkout)}-lima`
    this.#writable = writable ?? process.env.LABS_SHARE_WRITABLE === '1'
  }

  preflight() {
    return limaPreflight()
  }

  /** @throws {RequirementError} With everything that is missing at once. */
  async prepare(): Promise<void> {
    const missing = (await this.preflight()).filter(({ ok }) => !ok)
    if (missing.length > 0) throw new RequirementError(missing)
  }

  async start({ share }: StartOptions, progress: Progress): Promise<Machine> {
    await this.prepare()
    const path = realpathSync(share)
    return this.#exclusively(progress, async () => {
      const running = runningOf(await instances(), this.#wanted(path))
      return running === undefined
        ? this.#fresh(path, progress)
        : this.#machine(running)
    })
  }

  async find(): Promise<Machine | null> {
    const missing = (await this.preflight()).some(({ ok }) => !ok)
    if (missing) return null
    const running = (await instances()).find(
      ({ name, status }) => name === this.#name && status === 'Running',
    )
    return running === undefined ? null : this.#machine(running)
  }

  /** A machine that nobody has used yet, whatever there was before. */
  async #fresh(share: string, progress: Progress): Promise<Machine> {
    const wanted = this.#wanted(share)
    writeFileSync(wanted.file, limaYaml(this.#template(share)))
    await runSteps(stepsToFresh(await instances(), wanted), progress)
    const running = runningOf(await instances(), wanted)
    if (running !== undefined) return verified(await this.#machine(running))
    throw new MachineError(
      `Expected "${this.#name}" to run after limactl started it`,
    )
  }

  #wanted(share: string): Wanted {
    const recipe = limaTemplate(this.#template(share)).env[RECIPE] ?? ''
    return { name: this.#name, recipe, file: `${this.#folder}.yaml` }
  }

  #template(share: string) {
    return {
      share,
      writable: this.#writable,
      script: provisionScript(),
      registry: process.env.LABS_NPM_REGISTRY,
    }
  }

  #machine(instance: Instance): Promise<SshMachine> {
    const { name, share } = instance
    return openSshMachine({
      provider: this.name,
      config: instance.sshConfigFile,
      host: `lima-${name}`,
      folder: this.#folder,
      share: { host: share, guest: GUEST_SHARE },
      sudo: true,
      accel: accelOf(instance),
      reset: (progress) =>
        this.#exclusively(progress, () => this.#fresh(share, progress)),
      stop: async () => {
        await limactl(remove(name))
      },
    })
  }

  /** One start or reset of this checkout's machine at a time. */
  #exclusively<T>(progress: Progress, work: () => Promise<T>): Promise<T> {
    ownDir(dirname(this.#folder), 0o700)
    const wait = () => progress('Waiting for another labs to start it')
    // The connection, which is made meanwhile, has a lock of its own.
    return withLockFile(`${this.#folder}.making`, wait, work)
  }
}
