/** Scenes of this computer, with processes, mounts and networks of the test's own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { AgentClient } from '../agent/client.ts'
import { startReader } from '../agent/start.ts'
import { nativeMachine } from '../native-machine.ts'
import { SceneBuilder } from '../scene/builder.ts'
import { diffScenes } from '../scene/diff.ts'
import type { Scene } from '../scene/scene.ts'
import { cgroupRoot } from './cgroups.ts'

t.jobs = 1

const MS = 20_000
/** Until a process has executed its program, or a tool has been run. */
const PATIENCE_MS = 15_000

const all = { networks: true, overlays: true }

/** Looks at a machine of its own, which has nothing of this computer in `/run`. */
class Looker {
  readonly #client: AgentClient
  readonly #builder = new SceneBuilder()

  private constructor(client: AgentClient) {
    this.#client = client
  }

  static async for(t: Test, run: string): Promise<Looker> {
    const client = await startReader(nativeMachine(run))
    t.teardown(() => client.close())
    return new Looker(client)
  }

  async look(): Promise<Scene> {
    const wanted = { ...all, ...this.#builder.known }
    return this.#builder.add(await this.#client.call('scene', wanted, MS))
  }

  /** The first scene that has something in it. */
  async until<T>(find: (scene: Scene) => T | undefined): Promise<T> {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const found = find(await this.look())
      if (found !== undefined) return found
      if (performance.now() > end) throw new Error('It was never to be seen')
      await setTimeout(50)
    }
  }
}

/** A shell with namespaces of its own that is killed, with all it started. */
function start(t: Test, flags: readonly string[], script: string) {
  const child = spawn(
    'unshare',
    [...flags, '--fork', '--kill-child', 'sh', '-c', script],
    // A group of its own: not every set of namespaces takes all its processes along.
    { stdio: ['ignore', 'inherit', 'inherit'], detached: true },
  )
  t.teardown(() => ended(child))
  return child
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise((resolve) => child.once('close', resolve))
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await over
}

const napOf = (t: Test) => `1000.${process.pid}${t.name.length}`

/** The process that sleeps for a time that no other does. */
const napper = (scene: Scene, nap: string) =>
  scene.processes.find(({ argv }) => argv[0] === 'sleep' && argv[1] === nap)

t.test('a process with namespaces of its own is a container', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  const nap = napOf(t)
  start(t, ['--pid', '--uts', '--mount-proc'], `sleep ${nap} & sleep ${nap}`)
  const scene = await looker.until((scene) =>
    napper(scene, nap) === undefined ? undefined : scene,
  )
  const sleeper = napper(scene, nap)
  const first = scene.processes.find(({ pid }) => pid === sleeper?.parent)
  const home = scene.processes.find(({ pid }) => pid === process.pid)
  t.match(sleeper, { nsPids: { length: 2 }, uid: 0, root: '/' })
  t.not(sleeper?.namespaces.uts, home?.namespaces.uts)
  t.equal(sleeper?.namespaces.net, home?.namespaces.net)
  t.equal(home?.container, null)
  t.equal(sleeper?.container, sleeper?.namespaces.pid)
  t.match(
    scene.containers.filter(({ id }) => id === sleeper?.container),
    [{ pid: first?.pid, status: 'running' }],
  )
  const table = scene.mountTables.find(
    ({ namespace }) => namespace === sleeper?.namespaces.mnt,
  )
  t.ok(table?.mounts.some(({ mountPoint }) => mountPoint === '/proc'))
})

t.test('what a runtime wrote down gives a container its name', async (t) => {
  const run = t.testdir({ 'mini-runc': { web: {}, gone: {} } })
  const looker = await Looker.for(t, run)
  const nap = napOf(t)
  start(t, ['--pid'], `sleep ${nap}; :`)
  const sleeper = await looker.until((scene) => napper(scene, nap))
  const write = (id: string, init: object) =>
    writeFileSync(
      join(run, 'mini-runc', id, 'state.json'),
      JSON.stringify({ bundle: `/srv/${id}`, init }),
    )
  write('web', { pid: sleeper.parent })
  write('gone', { pid: sleeper.parent, startTime: 1 })
  const scene = await looker.look()
  t.equal(napper(scene, nap)?.container, 'web')
  const [gone, web] = scene.containers
  t.match(web, { id: 'web', pid: sleeper.parent, status: 'running' })
  t.match(gone, { id: 'gone', pid: null, status: 'stopped' })
})

t.test('files that are no states harm nobody', async (t) => {
  const files = {
    nonsense: { 'state.json': '{"init": 7, "cgroup": []' },
    folder: { 'state.json': {} },
    empty: {},
  }
  const run = t.testdir({ 'mini-runc': files })
  mkdirSync(join(run, 'mini-runc/waits'))
  // Who opened it to read would wait for somebody who writes.
  execFileSync('mkfifo', [join(run, 'mini-runc/waits/state.json')])
  const looker = await Looker.for(t, run)
  const { containers } = await looker.look()
  const ids = containers.map(({ id }) => id).filter((id) => !/^pid:/.test(id))
  t.same(ids, ['folder', 'nonsense', 'waits'])
})

const OVERLAY = [
  'cd $0',
  'mkdir -p a/sub/deep a/merged b u w m',
  'echo one > a/sub/file; echo two > a/gone; echo 3 > a/sub/deep/x; echo y > b/y',
  'mount -t overlay overlay -o lowerdir=b:a,upperdir=$0/u,workdir=$0/w m',
  'echo more >> m/sub/file; rm m/gone; echo new > m/fresh',
  'rm -r m/sub/deep; mkdir m/sub/deep; echo z > m/merged/z',
  'exec sleep $1',
].join(' && ')

t.test(
  'of layers that nobody can reach it is not told what they hide',
  async (t) => {
    const looker = await Looker.for(t, t.testdir({}))
    const nap = napOf(t)
    const folder = '/dev/shm'
    start(
      t,
      ['--mount', '--propagation', 'private'],
      `mount -t tmpfs labs ${folder} && sh -c '${OVERLAY}' ${folder} ${nap}`,
    )
    const sleeper = await looker.until((scene) => napper(scene, nap))
    const { overlays } = await looker.look()
    const overlay = overlays.find(
      ({ namespace }) => namespace === sleeper.namespaces.mnt,
    )
    t.match(overlay, {
      mountPoint: `${folder}/m`,
      lower: ['b', 'a'],
      upper: `${folder}/u`,
      cut: true,
    })
  },
)

t.test('layers with whole paths tell what lies below', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  const nap = napOf(t)
  const folder = '/dev/shm'
  const script = OVERLAY.replace('lowerdir=b:a', 'lowerdir=$0/b:$0/a')
  start(
    t,
    ['--mount', '--propagation', 'private'],
    `mount -t tmpfs labs ${folder} && sh -c '${script}' ${folder} ${nap}`,
  )
  const sleeper = await looker.until((scene) => napper(scene, nap))
  const { overlays } = await looker.look()
  const overlay = overlays.find(
    ({ namespace }) => namespace === sleeper.namespaces.mnt,
  )
  const changes = overlay?.changes.map(({ path, kind }) => `${kind} ${path}`)
  t.same(changes, [
    'new fresh',
    'whiteout gone',
    'directory merged',
    'new merged/z',
    'directory sub',
    'opaque sub/deep',
    'copied-up sub/file',
  ])
})

t.test('a cgroup is there as soon as its folder is', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  const before = await looker.look()
  const path = `/scene-${process.pid}`
  const folder = join(cgroupRoot() ?? '', path)
  mkdirSync(folder)
  t.teardown(() => rmdirSync(folder))
  const after = await looker.look()
  const { added } = diffScenes(before, after).cgroups
  t.ok(added.some(({ key }) => key === path))
})

t.test('a network is named, counted, and seen when it changes', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  const nap = napOf(t)
  start(
    t,
    ['--net'],
    'ip link set lo up && ip link add scene0 type bridge && ' +
      `ip address add 10.9.8.7/24 dev scene0 && exec sleep ${nap}`,
  )
  const { namespaces } = await looker.until((scene) => napper(scene, nap))
  const network = (scene: Scene) =>
    scene.networks.find(({ namespace }) => namespace === namespaces.net)
  const known = await looker.until((scene) => {
    const found = network(scene)
    return found?.stateAtMs == null ? undefined : found
  })
  t.equal(known.name, namespaces.net)
  const addresses = known.state.addresses.map(({ address }) => address)
  t.same(addresses, ['127.0.0.1', '::1', '10.9.8.7'])
  t.same(Object.keys(known.counters).sort(), ['lo', 'scene0'])
  const { networks } = await looker.look()
  t.equal(networks[0]?.name, 'host')
  const inside = ['--net', '--target', `${known.pid}`]
  execFileSync('nsenter', [
    ...inside,
    'ip',
    'link',
    'add',
    'scene1',
    'type',
    'bridge',
  ])
  await looker.until((scene) =>
    network(scene)?.state.links.find(({ name }) => name === 'scene1'),
  )
})

t.test('processes that come and go harm nobody', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  const storm = spawn('sh', ['-c', 'while :; do /bin/true & done'], {
    detached: true,
    stdio: 'ignore',
  })
  t.teardown(() => process.kill(-(storm.pid ?? 0), 'SIGKILL'))
  for (let look = 0; look < 20; look++) {
    const { processes } = await looker.look()
    t.ok(processes.some(({ pid }) => pid === process.pid))
  }
})

t.test('who looks is no part of the scene', async (t) => {
  const looker = await Looker.for(t, t.testdir({}))
  for (let look = 0; look < 10; look++) {
    const { processes } = await looker.look()
    const kits = processes.filter(({ argv }) =>
      argv.some((arg) => arg.startsWith('globalThis.labsBootMs')),
    )
    t.same(kits, [])
    const tools = processes.filter(({ argv }) => argv.includes('list ruleset'))
    t.same(tools, [])
    await setTimeout(30)
  }
})
