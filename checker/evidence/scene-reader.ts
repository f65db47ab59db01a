/** Reads all that a scene is made of, in one go. */
import { release } from 'node:os'
import { lookAtEveryCgroup } from './cgroup-look.ts'
import { mountTables, mountTexts } from './scene-mounts.ts'
import { type LookInside, NetworkReader } from './scene-networks.ts'
import { overlayTexts } from './scene-overlays.ts'
import { namespacesOf, ProcessReader, processTexts } from './scene-processes.ts'
import { stateTexts } from './scene-states.ts'
import type { ScenePart, SceneTexts } from './scene-texts.ts'

const MOST_CGROUPS = 64

export interface SceneRequest {
  readonly networks: boolean
  readonly overlays: boolean
  /** Marks of texts that need not be sent again, by what they are of. */
  readonly known?: Readonly<Record<string, string>>
}

export class SceneReader {
  readonly #processes = new ProcessReader()
  readonly #networks: NetworkReader
  /** Where the agent is, so is the machine. */
  readonly #home = namespacesOf('self')

  /** @param inside Runs the tools that look at a network. */
  constructor(inside: LookInside) {
    this.#networks = new NetworkReader(inside)
  }

  look({ networks, overlays, known = {} }: SceneRequest): SceneTexts {
    const atNs = now()
    const home = this.#home
    const { processes, cut } = this.#processes.look()
    const { tables, ...mounts } = mountTables(processes, kindIn(home, 'mnt'))
    const seen = overlays ? overlayTexts(tables) : null
    const looked = networks
      ? this.#networks.look(processes, kindIn(home, 'net'), known)
      : null
    const states = stateTexts(known)
    const cgroups = lookAtEveryCgroup(MOST_CGROUPS)
    const parts: Record<ScenePart, boolean | undefined> = {
      processes: cut,
      containers: states.cut,
      mounts: mounts.cut,
      overlays: seen?.cut,
      cgroups: cgroups.cut,
      networks: looked?.cut,
    }
    return {
      atNs,
      kernel: release(),
      home,
      processes: processTexts(processes, known),
      states: states.states,
      mounts: mountTexts(tables, known),
      overlays: seen?.overlays ?? null,
      cgroups,
      networks: looked?.networks ?? null,
      cut: namesOf(parts),
      tookNs: now() - atNs,
    }
  }

  close(): Promise<void> {
    return this.#networks.close()
  }
}

const kindIn = (namespaces: readonly string[], kind: string) =>
  namespaces.find((name) => name.startsWith(`${kind}:`)) ?? ''

function namesOf(parts: Record<ScenePart, boolean | undefined>): ScenePart[] {
  return (Object.keys(parts) as ScenePart[]).filter((part) => parts[part])
}

const now = () => Number(process.hrtime.bigint())
