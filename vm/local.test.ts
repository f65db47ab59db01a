import t from 'tap'

import {
  cgroupVersion,
  consent,
  controllers,
  kernel,
  root,
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
    kernel('5.4.0-1'),
    cgroupVersion(0x1021994),
  ]) {
    t.equal(missing.ok, false, missing.name)
    t.type(missing.remedy, 'string')
  }
  for (const there of [root(0), kernel('5.10.0'), kernel('6.1.0-41-amd64')]) {
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
