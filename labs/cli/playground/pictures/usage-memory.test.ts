import t from 'tap'
import { aScene } from '#checker/scene/test/scenes.ts'
import { plotData, topOf } from './plot-data.ts'
import { cgroup, usage } from './test/parts.ts'
import { UsageMemory } from './usage-memory.ts'

const sceneAt = (atMs: number, bytes: number) =>
  aScene({ atMs, cgroups: [cgroup('/labs/web', usage(bytes))] })

const ID = '/labs/web'.length

/** Seconds → bytes. */
function memoryOf(...scenes: readonly (readonly [number, number])[]) {
  const memory = new UsageMemory()
  for (const [seconds, bytes] of scenes)
    memory.push(sceneAt(seconds * 1000, bytes))
  return memory
}

const bytesIn = (memory: UsageMemory) => memory.of(ID).map((one) => one.memory)

t.test('the last minute is kept, and no scene twice', async (t) => {
  t.same(bytesIn(memoryOf([0, 1], [1, 2], [1, 99], [30, 3])), [1, 2, 3])
  t.same(bytesIn(memoryOf([0, 1], [30, 2], [61, 3])), [2, 3])
  t.same(memoryOf().of(ID), [])
})

t.test('a machine that was reset begins anew', async (t) => {
  t.same(bytesIn(memoryOf([50, 1], [2, 2])), [2])
})

t.test('a cgroup that is gone for a minute is forgotten', async (t) => {
  const memory = memoryOf([0, 1])
  memory.push(aScene({ atMs: 30_000 }))
  t.same(bytesIn(memory), [1])
  memory.push(aScene({ atMs: 61_000 }))
  t.same(bytesIn(memory), [])
})

t.test(
  'a plot goes from a minute ago to now, the limit from edge to edge',
  async (t) => {
    const points = memoryOf([10, 5], [20, 6]).of(ID)
    t.same(plotData(points, 'memory', 64, 20_000), [
      [-60, -10, 0, 0],
      [null, 5, 6, 6],
      [64, 64, 64, 64],
    ])
    const unbound = plotData(points, 'memory', Number.POSITIVE_INFINITY, 20_000)
    t.same(unbound[2], [null, null, null, null])
    t.same(plotData([], 'cpu', 20, 0), [
      [-60, 0],
      [null, null],
      [20, 20],
    ])
  },
)

t.test('limit and use are below the upper edge', async (t) => {
  const points = memoryOf([10, 5], [20, 80]).of(ID)
  t.ok(topOf(plotData(points, 'memory', 64, 20_000)) > 80)
  t.ok(topOf(plotData(points, 'memory', 640, 20_000)) > 640)
  t.equal(topOf(plotData([], 'cpu', Number.NaN, 0)), 1)
})
