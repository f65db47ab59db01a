/** Parts of scenes, each of it ordinary but for what is given. */
import type {
  Address,
  Link,
  NetworkState,
  NftRule,
} from '#checker/evidence/network-state.ts'
import type { Usage } from '#checker/evidence/usage.ts'
import type {
  SceneCgroup,
  SceneContainer,
  SceneNetwork,
  SceneProcess,
} from '#checker/scene/scene.ts'

const KINDS = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']

/** `{ net: 'A' }` → in `net:[A]`, and in the machine's of each other kind. */
export function namespaces(own: Readonly<Record<string, string>> = {}) {
  const entries = KINDS.map((kind) => [kind, `${kind}:[${own[kind] ?? 0}]`])
  return Object.fromEntries(entries) as SceneProcess['namespaces']
}

export function process(
  pid: number,
  parent: number,
  parts: Partial<SceneProcess> = {},
): SceneProcess {
  return {
    ...{ pid, parent, nsPids: [pid], comm: `p${pid}`, argv: [], uid: 0 },
    ...{ state: 'S', namespaces: namespaces(), cgroup: '/', root: '/' },
    ...{ capabilities: '', seccomp: 0, noNewPrivs: false, container: null },
    ...parts,
  }
}

export function container(id: string, pid: number | null): SceneContainer {
  return { id, pid, status: 'running', cgroup: `/labs/${id}`, bundle: null }
}

const NONE = Number.POSITIVE_INFINITY

export function usage(memory = 0, max = NONE): Usage {
  return {
    seconds: 1,
    cpu: { percent: 0, quotaPercent: NONE, weight: 100, throttled: 0 },
    memory: {
      ...{ current: memory, max, high: NONE, peak: memory },
      ...{ swap: 0, swapMax: NONE, oomKills: 0 },
    },
    pids: { current: 1, max: NONE },
    io: { read: 0, write: 0, readMax: NONE, writeMax: NONE },
    frozen: false,
  }
}

export function cgroup(path: string, used = usage()): SceneCgroup {
  return { path, id: path.length, program: null, usage: used }
}

export function link(
  index: number,
  name: string,
  parts: Partial<Link> = {},
): Link {
  return {
    ...{ index, name, kind: null, mtu: 1500, mac: '', isUp: true },
    ...{ master: null, peerIndex: null, alias: null, port: null },
    ...parts,
  }
}

/** An end of a cable. */
export const veth = (index: number, name: string, peerIndex: number) =>
  link(index, name, { kind: 'veth', peerIndex })

export function address(on: string, text: string): Address {
  const scope = 'global'
  const rest = { prefix: 24, scope, isTentative: false }
  return { link: on, family: 4, address: text, ...rest }
}

export function network(
  name: string,
  state: Partial<NetworkState>,
): SceneNetwork {
  const empty = { links: [], addresses: [], routes: [], rules: [] }
  return {
    ...{ namespace: `net:[${name}]`, name, pid: null, stateAtMs: 0 },
    state: { ...empty, objects: [], sysctls: {}, ...state },
    counters: {},
  }
}

export function rule(...expression: unknown[]): NftRule {
  const place = { family: 'inet', table: 't', chain: 'c', comment: null }
  return { ...place, expression, packets: 0, bytes: 0 }
}
