/** Scenes of what an agent read in a guest with two containers of mini-runc. */
import t from 'tap'
import type { SceneTexts } from '../evidence/scene-texts.ts'
import { SceneBuilder } from './builder.ts'
import { diffScenes, isSame } from './diff.ts'
import { recordedTexts } from './test/scenes.ts'

const texts = recordedTexts('two')

/** As the agent says it to somebody who knows all of it. */
const again = (texts: SceneTexts): SceneTexts => ({
  ...texts,
  atNs: texts.atNs + 1e9,
  processes: texts.processes.map((one) => ({ ...one, rest: null })),
  states: texts.states.map((one) => ({ ...one, text: null })),
  mounts: texts.mounts.map((one) => ({ ...one, text: null })),
  networks: null,
  overlays: null,
})

t.test('a scene says what each container has', async (t) => {
  const scene = new SceneBuilder().add(texts)
  const web = scene.containers.find(({ id }) => id === 'web')
  t.match(web, { status: 'running', cgroup: '/mini-runc/web' })
  const first = scene.processes.find(({ pid }) => pid === web?.pid)
  t.match(first, { container: 'web', nsPids: { length: 2 }, noNewPrivs: true })
  const { usage } = scene.cgroups.find(({ path }) => path === web?.cgroup) ?? {}
  t.match(usage, { memory: { max: 64 * 1024 * 1024 }, pids: { max: 32 } })
  const network = scene.networks.find(({ name }) => name === 'web')
  t.equal(network?.namespace, first?.namespaces.net)
  t.equal(scene.networks[0]?.name, 'host')
  t.same(scene.cut, [])
})

t.test('what was not sent again is as it was', async (t) => {
  const builder = new SceneBuilder()
  const before = builder.add(texts)
  const known = builder.known
  const after = builder.add(again(texts))
  t.same(builder.known, known)
  t.ok(isSame(diffScenes(before, after)))
  t.equal(after.mountTables[0]?.mounts, before.mountTables[0]?.mounts)
})

t.test('of what nobody knows nothing is made up', async (t) => {
  const scene = new SceneBuilder().add(again(texts))
  t.same(scene.processes, [])
  t.same(scene.networks, [])
  t.same(scene.overlays, [])
})

t.test('texts of nonsense make a scene', async (t) => {
  const nonsense = '\u0000 - \n: [{)(\u202e'
  const marked = { mark: 'x', text: nonsense }
  const [process] = texts.processes
  const rest = { ...process?.rest, status: nonsense, cmdline: nonsense }
  const scene = new SceneBuilder().add({
    ...texts,
    home: [nonsense],
    processes: [
      {
        ...{ pid: 7, stat: nonsense, mark: 'x' },
        rest: { ...rest, cgroup: nonsense, root: '', namespaces: [nonsense] },
      },
    ],
    states: texts.states.map((one) => ({ ...one, ...marked })),
    mounts: texts.mounts.map((one) => ({ ...one, ...marked })),
    networks: (texts.networks ?? []).map((one) => ({
      ...{ ...one, dev: nonsense },
      state: { ...marked, atNs: 1 },
    })),
    cgroups: {
      ...texts.cgroups,
      cgroups: texts.cgroups.cgroups.map((one) => ({
        ...one,
        texts: { 'cpu.stat': nonsense, 'memory.max': nonsense },
      })),
    },
  })
  t.match(scene.processes, [{ pid: 7, container: null }])
  t.ok(scene.networks.every(({ stateAtMs }) => stateAtMs === null))
})
