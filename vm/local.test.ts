import t from 'tap'

import {
  cgroupVersion,
  consent,
  controllers,
  kernel,
  messageQueues,
  propagation,
  root,
  student,
} from './local-preflight.ts'

t.test('consent() is given by a person or a disposable service', async (t) => {
  t.equal(consent({}).ok, false)
  t.equal(consent({ LABS_LOCAL: '0', CI: '1' }).ok, false)
  t.equal(consent({ LABS_LOCAL: '1' }).ok, true)
  t.equal(consent({ CI: 'true' }).ok, true)
  t.equal(consent({ CODESPACES: 'true' }).ok, true)
})

t.test('root(), kernel() and cgroupVersion() name a remedy', async (t) => {
  for (const missing of [
    root(1000),
    kernel('5.11.9-1'),
    cgroupVersion(0x1021994),
  ]) {
    t.equal(missing.ok, false, missing.name)
    t.type(missing.remedy, 'string')
  }
  for (const there of [root(0), kernel('5.12.0'), kernel('6.1.0-41-amd64')]) {
    t.match(there, { ok: true, remedy: null }, there.name)
  }
  t.equal(cgroupVersion(0x63677270).ok, true)
})

t.test('controllers() names each missing one', async (t) => {
  const missing = controllers(['cpu', 'cpuset', 'io']).filter(({ ok }) => !ok)
  t.same(
    missing.map(({ name }) => name),
    ['cgroup controller memory', 'cgroup controller pids'],
  )
})

const MOUNTINFO = `22 28 0:20 / /proc rw,nosuid shared:5 - proc proc rw
28 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
31 22 0:27 / /dev/mqueue rw shared:9 - mqueue mqueue rw
`

t.test('propagation() reads that of the root alone', async (t) => {
  t.match(propagation(MOUNTINFO), { ok: false, found: 'private' })
  const shared = MOUNTINFO.replace('relatime -', 'relatime shared:1 -')
  t.match(propagation(shared), { ok: true, remedy: null })
})

t.test('messageQueues() wants them mounted', async (t) => {
  t.equal(messageQueues(MOUNTINFO).ok, true)
  t.match(messageQueues(''), { ok: false, remedy: /mount -t mqueue/ })
})

t.test('student() names each file without its line', async (t) => {
  const passwd = 'root:x:0:0::/root:/bin/sh\nstudent:x:1000:1000::/:/bin/sh\n'
  const ids = 'student:100000:65536\n'
  t.equal(student(passwd, ids, ids).ok, true)
  t.match(student(passwd, 'students:1:1\n', ids), {
    ok: false,
    found: 'no line in /etc/subuid',
    remedy: /^Run: useradd -m student; usermod /,
  })
})
