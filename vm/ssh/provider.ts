/**
 * The provider for any host of an ssh configuration that may be broken: a
 * virtual machine in a cloud, a board on the desk, a computer of the classroom.
 *
 * Nothing there can be reset, and nothing is installed there. What the kit does
 * bring, it takes away again when it stops.
 */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'

import { RequirementError, requireAll } from '../errors.ts'
import { guard } from '../host/guard.ts'
import { readJsonFile, writeJsonFile } from '../host/json-file.ts'
import { checkoutDir, runDir } from '../host/paths.ts'
import type {
  Machine,
  Progress,
  Provider,
  Requirement,
  StartOptions,
} from '../provider.ts'
import type { SshSettings } from '../settings.ts'
import { type Ssh, spawnClient } from './client.ts'
import { connect, disconnect, hangUpNow, isConnected } from './connection.ts'
import { endNoted } from './manner.ts'
import { textOf } from './output.ts'
import { hostConsent, hostPreflight, noHost } from './preflight.ts'
import { copyOf, copyShare } from './share.ts'
import { openSshMachine, ownerOf, type SshMachine } from './ssh-machine.ts'

export interface SshOptions {
  /** Folder for the connection. */
  readonly run?: string
}

/** What is known of a host as long as the connection lasts. */
interface HostRecord {
  readonly share: string
  readonly sudo: boolean
}

export class SshProvider implements Provider {
  readonly name = 'ssh'
  readonly summary = 'a host of your ssh configuration, if it may be broken'
  readonly #settings: SshSettings | null
  readonly #folder: string

  /** @param settings `null` when nobody said which host. */
  constructor(settings: SshSettings | null, { run }: SshOptions = {}) {
    this.#settings = settings
    this.#folder = run ?? `${runDir(checkoutDir())}-ssh`
  }

  /** Logs in, and out again if nobody was in. */
  async preflight(): Promise<readonly Requirement[]> {
    const settings = this.#settings
    const consent = settings === null ? noHost() : hostConsent(settings)
    // A host that may not be broken is not even asked.
    if (settings === null || !consent.ok) return [consent]
    const wasIn = await isConnected(settings, this.#folder)
    try {
      const { found } = await this.#look(settings)
      return [consent, ...found]
    } finally {
      if (!wasIn) await disconnect(this.#folder)
    }
  }

  /** There is nothing to build. */
  async prepare(): Promise<void> {}

  /**
   * @throws {RequirementError} With everything that is missing at once.
   * @throws {MachineError} When the host does not let us in.
   */
  async start(options: StartOptions, progress: Progress): Promise<Machine> {
    const settings = this.#allowed()
    const share = realpathSync(options.share)
    const known = await this.#known(settings)
    if (known !== null) return await this.#open(settings, { ...known, share })

    progress(`Logging in to ${settings.host}`)
    const release = guard(() => hangUpNow(this.#folder))
    try {
      const { found, sudo } = await this.#look(settings)
      complain(found, progress)
      return await this.#open(settings, { share, sudo })
    } catch (error) {
      await disconnect(this.#folder)
      throw error
    } finally {
      release()
    }
  }

  async find(): Promise<Machine | null> {
    const settings = this.#settings
    const known = settings === null ? null : await this.#known(settings)
    if (settings === null || known === null) return null
    return await this.#open(settings, known)
  }

  #allowed(): SshSettings {
    const consent =
      this.#settings === null ? noHost() : hostConsent(this.#settings)
    if (this.#settings !== null && consent.ok) return this.#settings
    throw new RequirementError([consent])
  }

  /** What a connection that is there was found to be good for. */
  async #known(settings: SshSettings): Promise<HostRecord | null> {
    if (!(await isConnected(settings, this.#folder))) return null
    return readJsonFile(recordIn(this.#folder))
  }

  async #look(settings: SshSettings) {
    const ssh = await connect(settings, this.#folder)
    const sudo = await needsSudo(ssh)
    return { sudo, found: await hostPreflight(ssh, sudo, settings.host) }
  }

  async #open(settings: SshSettings, record: HostRecord): Promise<SshMachine> {
    const folder = this.#folder
    const shared = { host: record.share, guest: copyOf(ownerOf(folder)) }
    const machine = await openSshMachine({
      ...settings,
      provider: this.name,
      folder,
      share: shared,
      sudo: record.sudo,
      refreshShare: (to) => copyShare(to, shared, join(folder, 'seal')),
      tidy,
      reset: (progress) => this.start({ share: record.share }, progress),
      stop: async () => {},
    })
    writeJsonFile(recordIn(folder), record)
    return machine
  }
}

/** @throws {RequirementError} When something is missing. */
function complain(found: readonly Requirement[], progress: Progress): void {
  requireAll(found)
  for (const { name, found: what, remedy } of found) {
    if (remedy !== null) progress(`${name}: ${what}. ${remedy}`)
  }
}

async function needsSudo(ssh: Ssh): Promise<boolean> {
  const { stdout } = await textOf(spawnClient(ssh, 'id -u'))
  return stdout.trim() !== '0'
}

/** What checks keep for the next one, unless another run is at work there. */
const KEPT = '/run/check'

/** Nothing of ours stays on a host that is somebody's. */
async function tidy(machine: SshMachine): Promise<void> {
  const { guest } = machine.shared
  await machine.ask(
    `${endNoted(machine.manner)}rm -rf ${guest} ${guest}.new\n` +
      `[ -d ${KEPT} ] && [ -z "$(ls ${KEPT})" ] && rm -rf ${KEPT}; exit 0`,
  )
}

const recordIn = (folder: string) => join(folder, 'host.json')
