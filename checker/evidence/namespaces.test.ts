import t from 'tap'
import {
  describeIdMap,
  parseCgroup,
  parseClockOffsets,
  parseIdMap,
  parseNetDev,
  parseNsPids,
  parseSysvipc,
} from './namespaces.ts'

t.test('parseIdMap() reads one range or several', async (t) => {
  const text =
    '         0     100000      65536\n     70000          7          1\n'
  t.same(parseIdMap(text), [
    { inside: 0, outside: 100000, count: 65536 },
    { inside: 70000, outside: 7, count: 1 },
  ])
  t.same(parseIdMap(''), [])
  t.equal(describeIdMap(parseIdMap(text)), '0→100000 (65536), 70000→7 (1)')
  t.equal(describeIdMap([]), 'empty')
})

t.test('parseClockOffsets() reads seconds below zero', async (t) => {
  const text =
    'monotonic      -86400         5\nboottime            7         0\n'
  t.same(parseClockOffsets(text), {
    monotonic: { seconds: -86400n, nanoseconds: 5n },
    boottime: { seconds: 7n, nanoseconds: 0n },
  })
})

t.test('parseSysvipc() leaves out the head', async (t) => {
  const text = `       key      shmid perms  size
1043443902          3   600  4096
        -5          4   600  4096
`
  t.same(parseSysvipc(text), [
    { key: 1043443902, id: 3 },
    { key: -5, id: 4 },
  ])
  t.same(parseSysvipc('       key      shmid perms\n'), [])
  t.same(parseSysvipc(''), [])
})

t.test('parseNetDev() reads names, also beside large numbers', async (t) => {
  const text = `Inter-|   Receive                  |  Transmit
 face |bytes    packets errs drop|bytes    packets errs drop
    lo:     376       7    0    0      376       7    0    0
eth0:123456789012 1 0 0 1 1 0 0
`
  t.same(parseNetDev(text), ['lo', 'eth0'])
})

t.test('parseCgroup() takes the v2 line, among others', async (t) => {
  t.equal(parseCgroup('9:name=systemd:/a\n0::/labs/job-1\n'), '/labs/job-1')
  t.equal(parseCgroup('0::/\n'), '/')
  t.equal(parseCgroup('1:cpu:/a\n'), null)
})

t.test('parseNsPids() goes from outside to inside', async (t) => {
  t.same(parseNsPids('812\t1'), [812, 1])
  t.same(parseNsPids('7'), [7])
  t.same(parseNsPids(''), [])
})
