import t from 'tap'
import { parseMountinfo } from '#checker/evidence/mountinfo.ts'
import { materialOf, mountRows, sourceOf } from './mount-rows.ts'

const mounts = parseMountinfo(
  [
    '10 1 0:1 / / rw - overlay overlay rw',
    '11 10 0:2 / /proc rw - proc proc rw',
    '12 10 0:3 / /dev rw - tmpfs tmpfs rw',
    '13 12 0:4 / /dev/pts rw - devpts devpts rw',
    '14 10 8:1 /srv/data /data ro - ext4 /dev/vdb rw',
    '15 14 0:5 / /data rw - tmpfs none rw',
  ].join('\n'),
)

t.test('a mount is named from the one it lies in', async (t) => {
  const rows = mountRows(mounts).map(({ name, tree }) => [name, tree.depth])
  t.same(rows, [
    ['/', 0],
    ['/proc', 1],
    ['/dev', 1],
    ['pts', 2],
    ['/data', 1],
    ['/data', 2],
  ])
})

t.test('what another mount lies over is covered', async (t) => {
  const covered = mountRows(mounts).filter(({ isCovered }) => isCovered)
  t.same(
    covered.map(({ key }) => key),
    ['14'],
  )
})

t.test('a source is told where it says more than the type', async (t) => {
  t.same(mounts.map(sourceOf), ['', '', '', '', '/dev/vdb[/srv/data]', ''])
})

t.test('each filesystem is made of something', async (t) => {
  t.same(mounts.map(materialOf), [
    ...['overlay', 'kernel', 'memory', 'kernel', 'device', 'memory'],
  ])
})

t.test('a long table is folded', async (t) => {
  const lines = Array.from(
    { length: 60 },
    (_, at) => `${at + 20} 10 0:9 / /m${at} rw - tmpfs tmpfs rw`,
  )
  const many = [...mounts, ...parseMountinfo(lines.join('\n'))]
  t.ok(mountRows(many).length <= 16)
  const isWanted = ({ mountPoint }: { mountPoint: string }) =>
    mountPoint === '/m59'
  const rows = mountRows(many, { isWanted })
  t.ok(rows.some(({ name }) => name === '/m59'))
})
