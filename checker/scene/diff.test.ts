import t from 'tap'
import { usageOf } from '../evidence/usage.ts'
import { diffScenes, isSame } from './diff.ts'
import { TABLES } from './tables.ts'
import { found } from './test/found.ts'
import { aScene, recordedScene } from './test/scenes.ts'

const process = (pid: number, parts = {}) => {
  const { startTime, ...rest } = found(pid, parts)
  return { ...rest, container: null }
}

const cgroup = (path: string, texts: Record<string, string>) => {
  const look = { path, id: 7, atNs: 1, program: null, texts }
  return { path, id: 7, program: null, usage: usageOf(look, null) }
}

t.test('diffScenes() finds what came and what went', async (t) => {
  const before = aScene({ processes: [process(1), process(2)] })
  const after = aScene({ processes: [process(1), process(3)] })
  const { processes } = diffScenes(before, after)
  t.match(processes.added, [{ key: '3' }])
  t.match(processes.removed, [{ key: '2' }])
  t.same(processes.changed, [])
})

t.test('diffScenes() names the columns that are different', async (t) => {
  const before = aScene({ cgroups: [cgroup('/a', { 'memory.max': 'max' })] })
  const after = aScene({ cgroups: [cgroup('/a', { 'memory.max': '4096' })] })
  const { columns, changed } = diffScenes(before, after).cgroups
  t.match(changed, [{ key: '/a', columns: ['memoryMax'] }])
  const at = columns.indexOf('memoryMax')
  t.equal(changed[0]?.before[at], 'max')
  t.equal(changed[0]?.after[at], '4 KiB')
})

t.test('what always moves is no change', async (t) => {
  const before = aScene({
    processes: [process(1, { state: 'S' })],
    cgroups: [cgroup('/a', { 'memory.current': '4096' })],
  })
  const after = aScene({
    processes: [process(1, { state: 'R' })],
    cgroups: [cgroup('/a', { 'memory.current': '8192' })],
  })
  t.ok(isSame(diffScenes(before, after)))
  const stopped = aScene({ ...after, processes: [process(1, { state: 'T' })] })
  t.notOk(isSame(diffScenes(before, stopped)))
})

t.test('recorded scenes differ by what was started in between', async (t) => {
  const [idle, two] = [recordedScene('idle'), recordedScene('two')]
  t.ok(isSame(diffScenes(two, two)))
  const diff = diffScenes(idle, two)
  for (const name of TABLES) t.ok(diff[name].added.length > 0, name)
  t.same(diff.mounts.removed, [])
})
