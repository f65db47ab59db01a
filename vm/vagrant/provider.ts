/**
 * Vagrant as a provider: for whoever has VirtualBox, VMware, Parallels or
 * libvirt. One machine for each checkout, from the Vagrantfile beside this.
 *
 *     .vagrant/labs/recipe      what the machine was made from
 *     .vagrant/labs/ssh_config  how to log in; asking takes two seconds
 *     .vagrant/labs/accel       `tcg` where it is emulated
 *     .vagrant/labs/share       the folder of this computer that it has a copy of
 *
 * The machine that was just made is saved as a snapshot, and each start goes
 * back to it. A hypervisor without snapshots has the machine made anew.
 */
import {
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { MachineError, requireAll } from '../errors.ts'
import { mayOpenKvm } from '../host/kvm.ts'
import { makeAlone } from '../host/make-alone.ts'
import { checkoutDir, runDir, shortHash } from '../host/paths.ts'
import { textIfThere } from '../host/text-if-there.ts'
import type { Machine, Progress, Provider, StartOptions } from '../provider.ts'
import { registryEnvironment } from '../provision/npm-registry.ts'
import { provisionScript } from '../provision/provision.ts'
import { verified } from '../provision/verify.ts'
import { isConnected, type Route } from '../ssh/connection.ts'
import { copyOf, copyShare } from '../ssh/share.ts'
import { openSshMachine, ownerOf, type SshMachine } from '../ssh/ssh-machine.ts'
import { vagrantPreflight } from './preflight.ts'
import { type Vagrant, vagrantIn } from './run.ts'
import {
  accelOf,
  destroy,
  halt,
  hasClean,
  hostIn,
  parseStatus,
  restoreClean,
  saveClean,
  snapshots,
  sshConfig,
  status,
  up,
} from './vagrant.ts'

/** What decides what a machine is made like, beside two files. */
const SETTINGS = ['LABS_VAGRANT_BOX', 'LABS_VAGRANT_BOX_VERSION']

export class VagrantProvider implements Provider {
  readonly name = 'vagrant'
  readonly summary = 'a virtual machine that Vagrant makes'
  readonly #vagrant: Vagrant
  readonly #vagrantfile: string
  /** For what is remembered of the machine. */
  readonly #notes: string
  /** For the connection. */
  readonly #folder: string

  constructor(checkout = checkoutDir()) {
    const here = join(checkout, 'vm/vagrant')
    this.#vagrant = vagrantIn(here)
    this.#vagrantfile = join(here, 'Vagrantfile')
    this.#notes = join(here, '.vagrant/labs')
    this.#folder = `${runDir(checkout)}-vagrant`
  }

  preflight() {
    return vagrantPreflight()
  }

  /** @throws {RequirementError} With everything that is missing at once. */
  async prepare(): Promise<void> {
    requireAll(await this.preflight())
  }

  async start(options: StartOptions, progress: Progress): Promise<Machine> {
    const share = realpathSync(options.share)
    return makeAlone(this.#folder, progress, async () => {
      const running = await this.#running()
      if (running === null || this.#note('recipe') !== this.#recipe()) {
        return this.#fresh(share, progress)
      }
      this.#remember('share', share)
      return this.#open(running, share)
    })
  }

  async find(): Promise<Machine | null> {
    const running = await this.#running()
    const share = this.#note('share')
    return running === null || share === null
      ? null
      : this.#open(running, share)
  }

  /** How to log in to the machine that runs; `null` when none does. */
  async #running(): Promise<Route | null> {
    const config = this.#note('ssh_config')
    if (config === null) return null
    const route = this.#route(config)
    if (await isConnected(route, this.#folder)) return route
    const { state } = parseStatus(await this.#vagrant.run(status()))
    return state === 'running' ? this.#askRoute() : null
  }

  /** A machine that nobody has used yet, whatever there was before. */
  async #fresh(share: string, progress: Progress): Promise<Machine> {
    await this.prepare()
    const saved = await this.#restored(progress)
    if (!saved) await this.#make(progress)
    this.#remember('share', share)
    const machine = await this.#open(await this.#askRoute(), share)
    // A machine that was saved while it ran still has the time of then.
    if (saved) await machine.ask(`date -s @${Math.floor(Date.now() / 1000)}`)
    return verified(machine)
  }

  /** Whether the machine could be taken back to what it was when it was made. */
  async #restored(progress: Progress): Promise<boolean> {
    if (this.#note('recipe') !== this.#recipe()) return false
    if (!hasClean(await this.#vagrant.run(snapshots()))) return false
    progress('Going back to the clean machine')
    await this.#vagrant.run(restoreClean(), progress)
    return true
  }

  async #make(progress: Progress): Promise<void> {
    rmSync(this.#notes, { recursive: true, force: true })
    await this.#vagrant.run(destroy(), progress)
    progress('Making a virtual machine (once; some minutes)')
    const more = await registryEnvironment()
    await this.#vagrant.runOrUndo(up(), destroy(), progress, more)
    const { provider } = parseStatus(await this.#vagrant.run(status()))
    this.#remember('accel', accelOf(provider, mayOpenKvm()))
    this.#remember('recipe', this.#recipe())
    await this.#save(progress)
  }

  async #save(progress: Progress): Promise<void> {
    try {
      await this.#vagrant.run(saveClean(), progress)
    } catch (error) {
      if (!(error instanceof MachineError)) throw error
      progress('No snapshots here: each reset will make the machine anew')
    }
  }

  async #askRoute(): Promise<Route> {
    const config = await this.#vagrant.run(sshConfig())
    this.#remember('ssh_config', config)
    return this.#route(config)
  }

  #route(config: string): Route {
    return { config: this.#noteFile('ssh_config'), host: hostIn(config) }
  }

  #open(route: Route, share: string): Promise<SshMachine> {
    const guest = copyOf(ownerOf(this.#folder))
    const shared = { host: share, guest }
    const seal = join(this.#folder, 'seal')
    return openSshMachine({
      ...route,
      provider: this.name,
      folder: this.#folder,
      share: shared,
      sudo: true,
      accel: this.#note('accel') === 'tcg' ? 'tcg' : 'none',
      refreshShare: (machine) => copyShare(machine, shared, seal),
      reset: (progress) =>
        makeAlone(this.#folder, progress, () => this.#fresh(share, progress)),
      stop: async () => {
        await this.#vagrant.run(halt())
      },
    })
  }

  #recipe(): string {
    const settings = SETTINGS.map((name) => process.env[name] ?? '')
    const files = [readFileSync(this.#vagrantfile, 'utf8'), provisionScript()]
    return shortHash([...settings, ...files].join('\0'))
  }

  #noteFile(name: string): string {
    return join(this.#notes, name)
  }

  #note(name: string): string | null {
    return textIfThere(this.#noteFile(name))
  }

  #remember(name: string, text: string): void {
    mkdirSync(this.#notes, { recursive: true, mode: 0o700 })
    writeFileSync(this.#noteFile(name), text, { mode: 0o600 })
  }
}
