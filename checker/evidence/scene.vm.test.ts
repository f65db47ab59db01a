/** A scene of the built-in virtual machine, by an agent that only looks. */
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { startReader } from '../agent/start.ts'
import { SceneBuilder } from '../scene/builder.ts'
import { ownMachine } from '../test/guest.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

const MS = 60_000
const LOOKS = 60

const machine = await ownMachine((run) => new QemuProvider({ run }))

t.test('a guest in which nobody has done anything', async (t) => {
  const client = await startReader(machine)
  t.teardown(() => client.close())
  const builder = new SceneBuilder()
  const look = async () => {
    const wanted = { networks: true, overlays: true, ...builder.known }
    return builder.add(await client.call('scene', wanted, MS))
  }
  let scene = await look()
  for (let at = 0; at < LOOKS && scene.networks[0]?.stateAtMs == null; at++) {
    await setTimeout(200)
    scene = await look()
  }
  t.comment(`looking took ${scene.tookMs.toFixed()} ms`)
  t.equal(scene.processes[0]?.pid, 1)
  t.ok(scene.processes.length < 10, 'no thread of the kernel is among them')
  t.same(scene.containers, [])
  t.match(scene.networks, [{ name: 'host' }])
  const [host] = scene.networks
  t.ok(host?.state.links.some(({ name }) => name === 'eth0'))
  t.ok((host?.counters.eth0?.rxBytes ?? 0) > 0)
  t.same(scene.cut, [])
})
