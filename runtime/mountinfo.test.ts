import t from 'tap'
import { isBelow, isShared, parseMountinfo } from './mountinfo.ts'

const LINE =
  '36 35 98:0 /sub /mnt/a\\040b rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue'

t.test('a line has its fields, optional ones between', async (t) => {
  const [mount] = parseMountinfo(`${LINE}\n`)
  t.match(mount, {
    id: 36,
    parent: 35,
    device: '98:0',
    root: '/sub',
    point: '/mnt/a b',
    options: ['rw', 'noatime'],
    propagation: ['shared:1', 'master:2'],
    type: 'ext3',
    source: '/dev/root',
    superOptions: ['rw', 'errors=continue'],
    line: LINE,
  })
})

t.test('a slave is not shared', async (t) => {
  const line = '1 0 0:1 / / rw master:2 - tmpfs none rw'
  const [shared, slave] = parseMountinfo(`${LINE}\n${line}\n`)
  t.ok(shared && isShared(shared))
  t.notOk(slave && isShared(slave))
})

t.test('a name that begins alike is not below', async (t) => {
  t.ok(isBelow('/srv/box', '/srv'))
  t.ok(isBelow('/srv', '/srv'))
  t.ok(isBelow('/srv', '/'))
  t.notOk(isBelow('/srv2', '/srv'))
})
