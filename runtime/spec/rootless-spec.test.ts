import t from 'tap'
import { defaultSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'
import { rootlessSpec } from './rootless-spec.ts'

const spec = rootlessSpec({ uid: 1000, gid: 1001 })

t.test('its root is the user, and the network the host’s', async (t) => {
  t.match(spec.linux, {
    uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: 1001, size: 1 }],
  })
  const types = spec.linux?.namespaces.map(({ type }) => type) ?? []
  t.ok(types.includes('user'))
  t.notOk(types.includes('network'))
  const usual = defaultSpec().linux?.namespaces ?? []
  t.equal(types.length, usual.length)
})

t.test('it mounts nothing that takes a root of the host', async (t) => {
  const sys = spec.mounts?.filter(({ destination }) =>
    /^\/sys/.test(destination),
  )
  t.match(sys, [{ destination: '/sys', source: '/sys' }])
  t.equal(sys?.length, 1)
  const options = spec.mounts?.flatMap(({ options }) => options)
  t.notMatch(options?.join(), /[ug]id=/)
})

t.test('it is a config.json that can be read', async (t) => {
  t.match(parseSpec(JSON.stringify(spec), 'config.json'), spec)
})
