import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'

import t from 'tap'

import {
  cgroupVersion,
  controllers,
  kernel,
  linuxPreflight,
  messageQueues,
  propagation,
  student,
} from './linux-preflight.ts'
import { consent, root } from './local-preflight.ts'
import { NO_SETTINGS } from './settings.ts'

t.test('consent() is given by a person or a disposable service', async (t) => {
  const ok = (env: object, here: string | null = null) =>
    consent({ ...env }, { ...NO_SETTINGS, disposableHere: here }).ok
  t.equal(ok({}), false)
  t.equal(ok({ LABS_LOCAL: '0', CI: '1' }), false)
  t.equal(ok({ LABS_LOCAL: '1' }), true)
  t.equal(ok({ CI: 'true' }), true)
  t.equal(ok({ CODESPACES: 'true' }), true)
  t.equal(ok({}, hostname()), true)
  t.equal(ok({}, `not-${hostname()}`), false, 'of another computer')
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

t.test('linuxPreflight() asks a shell, and reads what it says', async (t) => {
  let asked = ''
  const found = await linuxPreflight(async (script) => {
    asked = script
    // This very shell, but nothing that would need root.
    const harmless = script.replaceAll(/^(mkdir|unshare|su) /gm, 'false $1 ')
    return spawnSync('sh', ['-c', harmless], { encoding: 'utf8' }).stdout
  })
  const named = (name: string) => found.find((one) => one.name === name)
  t.match(asked, 'unshare -mpuinf')
  t.match(named('Linux 5.12 or newer'), { ok: true, found: /^\d+\.\d+/ })
  t.match(named('tar'), { ok: true, found: /^\/.*\/tar$/ })
  t.match(named('namespaces'), { ok: false, found: 'status 1' })
  t.match(named('a shared root mount'), { found: /^(shared|private)$/ })
})

t.test('linuxPreflight() does not take silence for an answer', async (t) => {
  for (const requirement of await linuxPreflight(async () => '')) {
    t.equal(requirement.ok, false, requirement.name)
  }
})
