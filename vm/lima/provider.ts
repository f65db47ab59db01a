/**
 * Lima as a provider: for macOS, and for whoever has it on Linux.
 *
 * Each checkout has a machine that is made once and never used, and a copy of it
 * that is (see steps.ts). Whoever stops or resets the machine throws the copy away.
 */
import { realpathSync, writeFileSync } from 'node:fs'

import { MachineError, requireAll } from '../errors.ts'
import { makeAlone } from '../host/make-alone.ts'
import { checkoutDir, runDir, shortHash } from '../host/paths.ts'
import type { Machine, Progress, Provider, StartOptions } from '../provider.ts'
import { registryEnvironment } from '../provision/npm-registry.ts'
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
    requireAll(await this.preflight())
  }

  async start({ share }: StartOptions, progress: Progress): Promise<Machine> {
    await this.prepare()
    const path = realpathSync(share)
    return makeAlone(this.#folder, progress, async () => {
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
    const environment = await registryEnvironment()
    const yaml = limaYaml({ ...this.#template(share), environment })
    writeFileSync(wanted.file, yaml)
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
        makeAlone(this.#folder, progress, () => this.#fresh(share, progress)),
      stop: async () => {
        await limactl(remove(name))
      },
    })
  }
}
