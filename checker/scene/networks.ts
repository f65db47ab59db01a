/** Networks of a scene: what each is called, and what is in it. */
import { type NetworkState, parseNetwork } from '../evidence/network-state.ts'
import type { NetworkTexts } from '../evidence/scene-texts.ts'
import type { FoundProcess } from './processes.ts'
import type { LinkCounters, SceneContainer } from './scene.ts'

const EMPTY: NetworkState = {
  links: [],
  addresses: [],
  routes: [],
  rules: [],
  objects: [],
  sysctls: {},
}

/** A network of which nothing is known, as long as the tools have not been run. */
export const UNKNOWN_NETWORK = EMPTY

/** What the tools said; `null` if that makes no sense. */
export function networkOr(text: string): NetworkState | null {
  try {
    return parseNetwork(text)
  } catch {
    // The tools of the guest may be anything that calls itself `ip`.
    return null
  }
}

/** Counters of each link, from `/proc/<pid>/net/dev`. @see proc_pid_net(5) */
export function parseCounters(dev: string): Record<string, LinkCounters> {
  const lines = dev.matchAll(/^\s*([^\s|]+):\s*(\d[\d ]*)$/gm)
  return Object.fromEntries(
    [...lines].map(([, name = '', figures = '']) => {
      const columns = figures.trim().split(/ +/).map(Number)
      const [rxBytes = 0, rxPackets = 0] = columns
      // Eight columns of what came in, then those of what went out.
      const [txBytes = 0, txPackets = 0] = columns.slice(8)
      return [name, { rxBytes, rxPackets, txBytes, txPackets }]
    }),
  )
}

/** Gives networks their names. */
export class NetworkNames {
  readonly #names = new Map<string, string>()

  /** @param home The network of the machine. */
  constructor(
    containers: readonly SceneContainer[],
    processes: readonly FoundProcess[],
    home: string,
  ) {
    const byPid = new Map(processes.map((process) => [process.pid, process]))
    this.#names.set(home, 'host')
    for (const { id, pid } of containers) {
      const namespace = byPid.get(pid ?? 0)?.namespaces.net ?? ''
      // Of those who share one, the first was there before.
      if (!this.#names.has(namespace)) this.#names.set(namespace, id)
    }
  }

  of({ namespace, path }: NetworkTexts): string {
    return this.#names.get(namespace) ?? fileName(path) ?? namespace
  }
}

/** mini-runc keeps one in the folder of its container, as `netns`. */
function fileName(path: string | null): string | undefined {
  const [folder, name] = path?.split('/').slice(-2) ?? []
  return name === 'netns' ? folder : name
}
