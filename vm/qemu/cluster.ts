/**
 * Several machines of one checkout, with a network between them.
 *
 *     <run>.nodes/          ours
 *       cluster.json        which machines, and the hub's process
 *       hub/                see `hub.ts`
 *       node1/ node2/ …     as the folder of a single machine
 */
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'

import { MachineError } from '../errors.ts'
import { guard } from '../host/guard.ts'
import { readJsonFile, writeJsonFile } from '../host/json-file.ts'
import { ownDir } from '../host/paths.ts'
import { isAlive, killGroup, type ProcessId } from '../host/process.ts'
import {
  type Cluster,
  type ClusterNode,
  type ClusterOptions,
  type Machine,
  MOST_NODES,
  type NodeOptions,
  type Progress,
  type Provider,
} from '../provider.ts'
import { endMachine, endMachineNow, endProcesses } from './end.ts'
import { SECOND_LINK } from './guest.ts'
import { portSocket, startHub } from './hub.ts'
import type { MachineRecord } from './record.ts'
import type { Template } from './store.ts'
import type { EmulatorUser } from './user.ts'

const HUB = 'hub'

/** So short that names of sockets in its folder stay short enough. */
const NAME = /^[a-z][a-z0-9-]{0,9}$/

interface ClusterRecord {
  readonly hub: ProcessId
  readonly nodes: readonly NodeOptions[]
  readonly share: string
  readonly network: boolean
  /** Folder of the template the machines were made from. */
  readonly template: string
}

/** What a cluster asks of the provider. */
export interface ClusterKeeper {
  readonly dir: string
  readonly user: EmulatorUser
  template(progress: Progress): Promise<Template>
  /** The provider of one machine, in a folder of its own. */
  nodeProvider(run: string, node: MachineRecord['node']): Provider
  exclusively<T>(progress: Progress, work: () => Promise<T>): Promise<T>
}

type Wanted = Omit<ClusterRecord, 'hub'>

export class QemuClusters {
  readonly #keeper: ClusterKeeper

  constructor(keeper: ClusterKeeper) {
    this.#keeper = keeper
  }

  /** @throws {MachineError} Also when the names or addresses will not do. */
  async start(options: ClusterOptions, progress: Progress): Promise<Cluster> {
    checkNodes(options.nodes)
    const template = await this.#keeper.template(progress)
    const { nodes, network = false } = options
    const share = realpathSync(options.share)
    const wanted = { nodes, share, network, template: template.dir }
    return this.#keeper.exclusively(progress, async () => {
      const record = this.#record()
      if (record === null || !isSame(record, wanted)) {
        await this.#end()
        return this.#boot(template, wanted, progress)
      }
      return this.#cluster(await this.#startNodes(wanted))
    })
  }

  /** The machines that run; `null` when there is none. */
  async find(): Promise<Cluster | null> {
    const record = this.#record()
    if (record === null || !isAlive(record.hub)) return null
    const found = await Promise.all(
      this.#providers(record).map(async (provider) => provider.find()),
    )
    const nodes = record.nodes.flatMap((node, index) => {
      const machine = found[index]
      return machine ? [nodeOf(node, index, machine)] : []
    })
    return nodes.length === 0 ? null : this.#cluster(nodes)
  }

  async #boot(
    template: Template,
    wanted: Wanted,
    progress: Progress,
  ): Promise<Cluster> {
    progress(`Starting ${wanted.nodes.length} virtual machines and a network`)
    const { dir, user } = this.#keeper
    ownDir(dir, user.dropped ? 0o711 : 0o700)
    const release = guard(() => this.#endNow(wanted))
    try {
      await this.#startHub(template, wanted)
      return this.#cluster(await this.#startNodes(wanted))
    } catch (error) {
      await this.#end()
      throw error
    } finally {
      release()
    }
  }

  async #startHub({ emulator }: Template, wanted: Wanted): Promise<void> {
    const { dir, user } = this.#keeper
    const ports = wanted.nodes.length
    const options = { dir: join(dir, HUB), emulator, user, ports }
    mkdirSync(options.dir, { mode: user.dropped ? 0o711 : 0o700 })
    await startHub(options, (hub) => {
      const record: ClusterRecord = { ...wanted, hub }
      writeJsonFile(recordIn(dir), record)
    })
  }

  /** All, or the first error once none is about to start any more. */
  async #startNodes(wanted: Wanted): Promise<ClusterNode[]> {
    const { share, network } = wanted
    const starts = this.#providers(wanted).map((provider) =>
      provider.start({ share, network }, () => undefined),
    )
    await Promise.allSettled(starts)
    const machines = await Promise.all(starts)
    return wanted.nodes.map((node, index) =>
      nodeOf(node, index, machines[index] as Machine),
    )
  }

  #providers({ nodes }: Wanted): Provider[] {
    return nodes.map(({ name, address = null }, index) => {
      const cable = portSocket(HUB, index + 1)
      const run = join(this.#keeper.dir, name)
      const node = { name, address, mac: macOf(index), cable }
      return this.#keeper.nodeProvider(run, node)
    })
  }

  #cluster(nodes: readonly ClusterNode[]): Cluster {
    return {
      nodes,
      reset: async (progress) => {
        progress(`Resetting ${nodes.length} virtual machines`)
        return this.#cluster(await resetAll(nodes))
      },
      stop: () =>
        this.#keeper.exclusively(
          () => undefined,
          () => this.#end(),
        ),
    }
  }

  async #end(): Promise<void> {
    const { dir } = this.#keeper
    const record = this.#record()
    for (const { name } of record?.nodes ?? []) {
      await endMachine(join(dir, name))
    }
    if (record !== null) await endProcesses([record.hub])
    await rm(dir, { recursive: true, force: true })
  }

  #endNow({ nodes }: Wanted): void {
    const { dir } = this.#keeper
    for (const { name } of nodes) endMachineNow(join(dir, name))
    const record = this.#record()
    if (record !== null) killGroup(record.hub)
    rmSync(dir, { recursive: true, force: true })
  }

  #record(): ClusterRecord | null {
    return readJsonFile(recordIn(this.#keeper.dir))
  }
}

async function resetAll(nodes: readonly ClusterNode[]) {
  const resets = nodes.map(({ machine }) => machine.reset(() => undefined))
  await Promise.allSettled(resets)
  const machines = await Promise.all(resets)
  return nodes.map((node, index) => ({
    ...node,
    machine: machines[index] as Machine,
  }))
}

function nodeOf(
  { name, address = null }: NodeOptions,
  index: number,
  machine: Machine,
): ClusterNode {
  return { name, machine, link: SECOND_LINK, mac: macOf(index), address }
}

/** Unique on its network, which no other cluster shares. The first is `…:01`. */
function macOf(index: number): string {
  return `52:54:00:6c:62:${(index + 1).toString(16).padStart(2, '0')}`
}

/** @throws {MachineError} Names and addresses go to a shell of the guest. */
export function checkNodes(nodes: readonly NodeOptions[]): void {
  if (nodes.length < 1 || nodes.length > MOST_NODES) {
    throw new MachineError(
      `Expected 1 to ${MOST_NODES} nodes but found ${nodes.length}`,
    )
  }
  for (const { name, address = null } of nodes) {
    const same = nodes.filter((node) => node.name === name)
    if (!NAME.test(name) || name === HUB || same.length > 1) {
      throw new MachineError(
        `Expected each node to have a name of its own, like "node1" and of at ` +
          `most 10 characters, but found "${name}"`,
      )
    }
    if (address === null || isAddress(address)) continue
    throw new MachineError(
      `Expected an address like "10.1.0.1/24" but found "${address}"`,
    )
  }
}

function isAddress(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  const isPlain = /^[\da-f.:]+$/i.test(address) && /^\d{1,3}$/.test(bits)
  return isPlain && rest.length === 0 && Number(bits) <= most
}

function isSame(record: ClusterRecord, wanted: Wanted): boolean {
  const { hub, ...rest } = record
  return isAlive(hub) && JSON.stringify(rest) === JSON.stringify(wanted)
}

function recordIn(dir: string): string {
  return join(dir, 'cluster.json')
}
