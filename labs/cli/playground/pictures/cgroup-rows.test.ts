import t from 'tap'
import { aScene } from '#checker/scene/test/scenes.ts'
import {
  cgroupName,
  cgroupRows,
  MOST_PLOTS,
  plottedCgroups,
} from './cgroup-rows.ts'
import { cgroup, container, usage } from './test/parts.ts'

const scene = aScene({
  cgroups: [
    cgroup('/'),
    cgroup('/labs/web'),
    cgroup('/labs/web/inner'),
    cgroup('/other', usage(1, 64)),
    cgroup('/plain'),
  ],
  containers: [container('web', 1)],
})

t.test('a cgroup hangs from the nearest that is shown', async (t) => {
  const rows = cgroupRows(scene).map(({ key, depth }) => [key, depth])
  t.same(rows, [
    ['/', 0],
    ['/labs/web', 1],
    ['/labs/web/inner', 2],
    ['/other', 1],
    ['/plain', 1],
  ])
  const rootless = aScene({ cgroups: [cgroup('/a'), cgroup('/a/b/c')] })
  t.same(
    cgroupRows(rootless).map(({ depth }) => depth),
    [0, 1],
  )
})

t.test('plots are for containers, then for what has a limit', async (t) => {
  const paths = plottedCgroups(scene).map(({ path }) => path)
  t.same(paths, ['/labs/web', '/other'])
  const many = Array.from({ length: 20 }, (_, at) =>
    cgroup(`/c${at}`, usage(1, 64)),
  )
  t.equal(plottedCgroups(aScene({ cgroups: many })).length, MOST_PLOTS)
})

t.test('a cgroup is called by the last part of its path', async (t) => {
  t.same(['/', '/a', '/a/b.slice'].map(cgroupName), ['/', 'a', 'b.slice'])
})
