import t from 'tap'
import type { Bench } from './bench.ts'
import { Seed } from './seed.ts'
import { cgroupsPathOf, jobCgroupOf, leafOf } from './slice.ts'

const bench = {
  seed: new Seed('a seed'),
  hello: { cgroup: '/mnt/cgroup/labs-1234' },
} as unknown as Bench
const slice = { path: '/mnt/cgroup/labs-1234/slice-a', settings: {} }

t.test('who asks for no slice has no cgroup', async (t) => {
  t.equal(leafOf(bench, { name: 'box' }), null)
  t.equal(cgroupsPathOf(bench, { name: 'box' }), null)
  t.equal(jobCgroupOf(bench, { name: 'box' }), null)
})

t.test('a leaf is drawn by the name of its container', async (t) => {
  const leaf = leafOf(bench, { name: 'box', slice })
  t.match(leaf, /^\/mnt\/cgroup\/labs-1234\/slice-a\/leaf-[0-9a-f]{6}$/)
  t.equal(leafOf(bench, { name: 'box', slice }), leaf)
  t.not(leafOf(bench, { name: 'other', slice }), leaf)
})

t.test('cgroupsPath begins below the mount', async (t) => {
  const placed = { name: 'box', slice, leaf: 'a/b' }
  t.equal(leafOf(bench, placed), `${slice.path}/a/b`)
  t.equal(cgroupsPathOf(bench, placed), '/labs-1234/slice-a/a/b')
  t.equal(jobCgroupOf(bench, placed), `${slice.path}/a`)
})
