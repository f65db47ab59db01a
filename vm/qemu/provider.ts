/**
 * The built-in provider: QEMU, a template in the cache, one machine for each
 * checkout.
 */
import { realpathSync, rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { orUndo } from '../host/guard.ts'
import { withLock } from '../host/lock.ts'
import { cacheDir, checkoutDir, ownDir, runDir } from '../host/paths.ts'
import { isAlive, killGroup, type ProcessId } from '../host/process.ts'
import type {
  Cluster,
  ClusterOptions,
  Machine,
  Progress,
  Provider,
  StartOptions,
} from '../provider.ts'
import { buildTemplate } from './build.ts'
import { QemuClusters } from './cluster.ts'
import { endMachine } from './end.ts'
import { withConsole } from './launch.ts'
import { QemuMachine } from './machine.ts'
import { qemuPreflight } from './preflight.ts'
import {
  type MachineRecord,
  readMachineRecord,
  writeMachineRecord,
} from './record.ts'
import { resume } from './resume.ts'
import { startMaster } from './ssh.ts'
import {
  freshTemplate,
  recipeOf,
  type Template,
  templatesDir,
} from './store.ts'
import { emulatorUser } from './user.ts'

export interface QemuOptions {
  readonly cache?: string
  /** The machine's folder for sockets and logs. */
  readonly run?: string
  /** Which of several machines, and the file of its lock. */
  readonly node?: MachineRecord['node']
  readonly lock?: string
}

const LOGIN_MS = 5_000

export class QemuProvider implements Provider {
  readonly name = 'qemu'
  readonly summary = 'a virtual machine made from the tools of this computer'
  readonly #cache: string
  readonly #run: string
  readonly #node: MachineRecord['node']
  readonly #lock: string
  readonly #user = emulatorUser()

  constructor({ cache, run, node, lock }: QemuOptions = {}) {
    this.#cache = cache ?? cacheDir()
    this.#run = run ?? runDir(checkoutDir())
    this.#node = node ?? null
    this.#lock = lock ?? `${this.#run}.lock`
  }

  preflight() {
    return qemuPreflight(this.#cache, this.#user)
  }

  async prepare(progress: Progress): Promise<void> {
    await this.#template(progress)
  }

  async start(options: StartOptions, progress: Progress): Promise<Machine> {
    const template = await this.#template(progress)
    const share = realpathSync(options.share)
    const network = options.network ?? false
    return this.#exclusively(progress, async () => {
      const record = readMachineRecord(this.#run)
      const same =
        record?.share === share &&
        record.network === network &&
        record.template === template.dir
      const running = same ? await this.#running(record) : null
      if (running !== null) return running
      await endMachine(this.#run)
      return this.#boot(template, { share, network }, progress)
    })
  }

  async find(): Promise<Machine | null> {
    const record = readMachineRecord(this.#run)
    return record === null ? null : this.#running(record)
  }

  startCluster(options: ClusterOptions, progress: Progress): Promise<Cluster> {
    return this.#clusters().start(options, progress)
  }

  findCluster(): Promise<Cluster | null> {
    return this.#clusters().find()
  }

  #clusters(): QemuClusters {
    const dir = `${this.#run}.nodes`
    return new QemuClusters({
      dir,
      user: this.#user,
      template: (progress) => this.#template(progress),
      nodeProvider: (run, node) =>
        new QemuProvider({
          ...{ cache: this.#cache, run, node },
          // Beside the folder, which is removed while somebody may wait.
          lock: `${dir}-${basename(run)}.lock`,
        }),
      exclusively: (progress, work) =>
        this.#exclusively(progress, work, `${dir}.lock`),
    })
  }

  /** A template that is up to date; built when there is none. */
  async #template(progress: Progress): Promise<Template> {
    const find = () =>
      freshTemplate(this.#cache, recipeOf(this.#user), this.#user)
    const found = find()
    if (found !== null) return found

    const mode = this.#user.dropped ? 0o711 : 0o700
    await mkdir(this.#cache, { recursive: true, mode: 0o755 })
    ownDir(templatesDir(this.#cache), mode)
    const wait = () => progress('Waiting for another labs to finish building')
    const lock = join(this.#cache, 'lock')
    return withLock(
      lock,
      wait,
      async () => find() ?? buildTemplate(this.#cache, this.#user, progress),
    )
  }

  async #boot(
    template: Template,
    { share, network }: Required<StartOptions>,
    progress: Progress,
  ): Promise<Machine> {
    progress(`Starting the virtual machine${slowly(template)}`)
    const dir = ownDir(this.#run, this.#user.dropped ? 0o711 : 0o700)
    const { accel, kernel } = template
    const half = {
      ...{ ready: null, accel, kernel, template: template.dir },
      ...{ share, network, node: this.#node },
    }
    let emulator: ProcessId | null = null
    const boot = async () => {
      const wanted = { share, network, node: this.#node }
      const options = { dir, template, user: this.#user, ...wanted }
      const { master, ssh } = await resume(options, (id) => {
        emulator = id
        writeMachineRecord(dir, { ...half, emulator: id })
      })
      const id = emulator as unknown as ProcessId
      const record = { ...half, emulator: id, ready: { master, ssh } }
      writeMachineRecord(dir, record)
      return this.#machine(record, record.ready)
    }
    return orUndo(
      () => this.#undo(emulator),
      () =>
        boot().catch((error) => {
          // The console goes with the folder.
          throw withConsole(error, dir)
        }),
    )
  }

  /** Synchronously, for it also runs while this process ends. */
  #undo(emulator: ProcessId | null): void {
    if (emulator !== null) killGroup(emulator)
    rmSync(this.#run, { recursive: true, force: true })
  }

  /** The machine of a record, with its master connection back if it is gone. */
  async #running(record: MachineRecord): Promise<Machine | null> {
    const { emulator, ready } = record
    if (ready === null || !isAlive(emulator)) return null
    if (isAlive(ready.master)) return this.#machine(record, ready)

    await rm(join(this.#run, 'cm'), { force: true })
    const master = await startMaster(ready.ssh, this.#run, LOGIN_MS)
    const renewed = { ...record, ready: { ...ready, master } }
    writeMachineRecord(this.#run, renewed)
    return this.#machine(renewed, renewed.ready)
  }

  #machine(
    record: MachineRecord,
    { ssh }: NonNullable<MachineRecord['ready']>,
  ): Machine {
    return new QemuMachine(this.#run, record, ssh, {
      restart: (old, progress) => this.#restart(old, progress),
      stop: () =>
        this.#exclusively(
          () => undefined,
          () => endMachine(this.#run),
        ),
    })
  }

  async #restart(record: MachineRecord, progress: Progress): Promise<Machine> {
    const template = await this.#template(progress)
    return this.#exclusively(progress, async () => {
      await endMachine(this.#run)
      return this.#boot(template, record, progress)
    })
  }

  /** One start, reset or stop of this checkout's machine at a time. */
  #exclusively<T>(
    progress: Progress,
    work: () => Promise<T>,
    lock = this.#lock,
  ): Promise<T> {
    ownDir(dirname(lock), this.#user.dropped ? 0o711 : 0o700)
    const wait = () => progress('Waiting for another labs to start or stop it')
    return withLock(lock, wait, work)
  }
}

function slowly({ accel }: Template): string {
  return accel === 'tcg' ? ' (emulated: slower than with KVM)' : ''
}
