import t from 'tap'
import { mountAt, parseMountinfo } from './mountinfo.ts'

const TABLE = `36 35 98:0 /mnt1 /mnt/two\\040words rw,noatime shared:7 master:1 - ext3 /dev/root rw,errors=continue
40 36 0:30 / /proc rw - proc proc rw
41 40 0:31 / /proc ro,nosuid unbindable - tmpfs a\\134b rw,size=64k
42 36 0:32 / /one rw master:3 propagate_from:2 - tmpfs tmpfs rw
`

t.test('parseMountinfo() takes a line apart', async (t) => {
  const [first, , third, fourth] = parseMountinfo(TABLE)
  t.same(first, {
    id: 36,
    parent: 35,
    device: '98:0',
    root: '/mnt1',
    mountPoint: '/mnt/two words',
    options: ['rw', 'noatime'],
    shared: 7,
    master: 1,
    isUnbindable: false,
    type: 'ext3',
    source: '/dev/root',
    superOptions: ['rw', 'errors=continue'],
  })
  t.match(third, { isUnbindable: true, shared: null, source: 'a\\b' })
  t.match(fourth, { shared: null, master: 3 })
})

t.test('parseMountinfo() of nothing is nothing', async (t) => {
  t.same(parseMountinfo(''), [])
})

t.test('mountAt() takes the mount that lies on top', async (t) => {
  const mounts = parseMountinfo(TABLE)
  t.equal(mountAt(mounts, '/proc')?.type, 'tmpfs')
  t.equal(mountAt(mounts.toReversed(), '/proc')?.type, 'tmpfs')
  t.equal(mountAt(mounts, '/none'), undefined)
})
