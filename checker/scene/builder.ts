/**
 * Makes scenes of what one agent reads, look after look. It keeps what is not
 * sent again, and the looks before, without which there are no rates.
 */
import { parseMountinfo } from '../evidence/mountinfo.ts'
import {
  type NetworkTexts,
  type OverlayTexts,
  processKey,
  type SceneTexts,
} from '../evidence/scene-texts.ts'
import {
  containersAmong,
  type StateFolder,
  type Surroundings,
} from './containers.ts'
import { Members } from './members.ts'
import {
  NetworkNames,
  networkOr,
  parseCounters,
  UNKNOWN_NETWORK,
} from './networks.ts'
import { overlaysIn } from './overlays.ts'
import {
  type FoundProcess,
  foundProcess,
  namespacesIn,
  steadyProcess,
} from './processes.ts'
import { parseRecorded } from './recorded.ts'
import { Remembered } from './remembered.ts'
import type { Scene, SceneMountTable, SceneNetwork } from './scene.ts'
import { Usages } from './usages.ts'

export class SceneBuilder {
  readonly #processes = new Remembered(steadyProcess)
  readonly #mounts = new Remembered(mountsIn)
  readonly #states = new Remembered(parseRecorded)
  readonly #tools = new Remembered(networkOr)
  readonly #usages = new Usages()
  /** As they were when somebody asked for the last time. */
  #overlays: readonly OverlayTexts[] = []
  #networks: readonly SceneNetwork[] = []

  /** What the agent need not send again, as a part of what it is asked. */
  get known(): { readonly known: Readonly<Record<string, string>> } {
    const all = [this.#processes, this.#mounts, this.#states, this.#tools]
    return { known: Object.assign({}, ...all.map(({ marks }) => marks)) }
  }

  /** The scene of one look. Texts of the guest may be nonsense; nothing throws. */
  add(texts: SceneTexts): Scene {
    const home = namespacesIn(texts.home)
    const processes = this.#processesIn(texts)
    const cgroups = this.#usages.add(texts.cgroups)
    const around: Surroundings = {
      processes,
      cgroups,
      cgroupRoot: texts.cgroups.root,
      home: home.pid,
    }
    const containers = containersAmong(this.#statesIn(texts), around)
    const members = new Members(containers, processes, home.pid)
    const mountTables = this.#tablesIn(texts)
    this.#overlays = texts.overlays ?? this.#overlays
    const names = new NetworkNames(containers, processes, home.net)
    if (texts.networks !== null) this.#look(texts.networks, names)
    return {
      atMs: texts.atNs / 1e6,
      tookMs: texts.tookNs / 1e6,
      machine: machineIn(texts),
      processes: processes.map(({ startTime, ...process }) => ({
        ...process,
        container: members.containerOf({ startTime, ...process }),
      })),
      containers,
      mountTables,
      overlays: overlaysIn(mountTables, this.#overlays),
      cgroups,
      networks: this.#networks,
      cut: texts.cut,
    }
  }

  #processesIn({ processes }: SceneTexts): FoundProcess[] {
    const found = processes.flatMap(({ pid, stat, mark, rest }) => {
      const steady = this.#processes.take(processKey(pid), mark, rest)
      return steady === null ? [] : [foundProcess(pid, stat, steady)]
    })
    this.#processes.forgetOthers()
    return found
  }

  #statesIn({ states }: SceneTexts): StateFolder[] {
    const folders = states.flatMap(({ folder, hasFifo, mark, text }) => {
      const recorded = this.#states.take(folder, mark, text)
      return recorded === null ? [] : [{ folder, hasFifo, recorded }]
    })
    this.#states.forgetOthers()
    return folders
  }

  #tablesIn({ mounts }: SceneTexts): SceneMountTable[] {
    const tables = mounts.map(({ namespace, pid, mark, text }) => ({
      namespace,
      pid,
      mounts: this.#mounts.take(namespace, mark, text) ?? [],
    }))
    this.#mounts.forgetOthers()
    return tables
  }

  #look(networks: readonly NetworkTexts[], names: NetworkNames): void {
    this.#networks = networks.map((network) => {
      const { namespace, pid, dev, state } = network
      const known = state && this.#tools.take(namespace, state.mark, state.text)
      return {
        namespace,
        name: names.of(network),
        pid,
        state: known ?? UNKNOWN_NETWORK,
        stateAtMs: known === null || state === null ? null : state.atNs / 1e6,
        counters: parseCounters(dev),
      }
    })
    this.#tools.forgetOthers()
  }
}

/** A table is sent with the number of its process before it. */
const mountsIn = (text: string) =>
  parseMountinfo(text.slice(text.indexOf('\n') + 1))

const machineIn = ({ cgroups, kernel }: SceneTexts) => ({
  cpus: cgroups.cpus,
  memory: cgroups.memory,
  kernel,
})
