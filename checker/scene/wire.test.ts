import t from 'tap'
import { usageOf } from '../evidence/usage.ts'
import { aScene } from './test/scenes.ts'
import { decodeScene, encodeScene } from './wire.ts'

t.test('a scene is the same after its way as JSON', async (t) => {
  const texts = { 'memory.max': 'max\n', 'pids.max': '32\n' }
  const look = { path: '/max', id: 7, atNs: 1, program: 'max', texts }
  const usage = usageOf(look, null)
  t.equal(usage.memory.max, Number.POSITIVE_INFINITY)
  t.ok(Number.isNaN(usage.cpu.percent))
  const scene = aScene({
    cgroups: [{ path: '/max', id: 7, program: 'max', usage }],
  })
  const json = JSON.stringify(encodeScene(scene))
  t.same(decodeScene(JSON.parse(json)), scene)
})
