/** A scene with little in it, to be changed by tests. */
import type { Scene, SceneNetwork, SceneProcess } from '#checker/scene/scene.ts'

export function someScene(facts: Partial<Scene> = {}): Scene {
  return {
    atMs: 1000,
    tookMs: 5,
    machine: { cpus: 2, memory: 1e9, kernel: '6.1' },
    ...{ processes: [], containers: [], mountTables: [], overlays: [] },
    ...{ cgroups: [], networks: [], cut: [] },
    ...facts,
  }
}

/** As of a zombie, which has left them all. */
const NONE = {} as SceneProcess['namespaces']

export function someProcess(
  pid: number,
  facts: Partial<SceneProcess> = {},
): SceneProcess {
  const usual: SceneProcess = {
    ...{ pid, parent: 1, nsPids: [pid], comm: 'sleep', argv: ['sleep', '9'] },
    ...{ uid: 0, state: 'S', namespaces: NONE, cgroup: '/', root: '/' },
    ...{ capabilities: 'ffff', seccomp: 0, noNewPrivs: false },
    container: null,
  }
  return { ...usual, ...facts }
}

/** A network with one link; `null` if no tool has looked into it yet. */
export function someNetwork(link: string | null): SceneNetwork {
  const state = { links: [], addresses: [], routes: [], rules: [] }
  const links = [
    {
      ...{ index: 2, name: `${link}`, kind: 'bridge', mtu: 1500, mac: '' },
      ...{ isUp: true, master: null, peerIndex: null, alias: null, port: null },
    },
  ]
  return {
    ...{ namespace: 'net:[1]', name: 'host', pid: 1, counters: {} },
    stateAtMs: link === null ? null : 900,
    state: {
      ...{ ...state, objects: [], sysctls: {} },
      ...(link === null ? {} : { links }),
    },
  }
}
