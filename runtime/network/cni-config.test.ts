import t from 'tap'
import { SpecError } from '../errors.ts'
import { formatIp } from '../linux/network/ip-address.ts'
import { JsonValue } from '../spec/json-value.ts'
import { decode, parseConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import { CONFIG, configWith, configWithIpam } from './test/config.ts'

t.test('what is not said is as in the plugins it is taken from', async (t) => {
  const { type, name, ipam, cniVersion } = CONFIG
  const json = new JsonValue({ type, name, ipam, cniVersion }, 'file')
  t.match(parseConfig(json), {
    bridge: 'cni0',
    isGateway: false,
    isDefaultGateway: false,
    ipMasq: false,
    hairpinMode: false,
    isolated: true,
    mtu: undefined,
    portMappings: [],
    addresses: [],
    dns: {},
    ipam: { dataDir: '/var/lib/mini-cni', routes: [] },
  })
})

t.test('a default gateway is a gateway', async (t) => {
  t.equal(configWith({ isDefaultGateway: true }).isGateway, true)
})

t.test('routes are spelled as the kernel does', async (t) => {
  const { routes } = configWithIpam({
    routes: [{ dst: '10.9.1.1/16' }, { dst: 'FD00:0::/32', gw: 'fd00:1::7' }],
  }).ipam
  t.same(routes, [
    { dst: '10.9.0.0/16' },
    { dst: 'fd00::/32', gw: 'fd00:1::7' },
  ])
})

t.test('addresses are asked for in three ways', async (t) => {
  const config = configWith(
    {
      runtimeConfig: { ips: ['10.1.0.7/24'] },
      args: { cni: { ips: ['fd00:1::7'] } },
    },
    ['10.1.0.8'],
  )
  t.same(config.addresses.map(formatIp), ['10.1.0.7', 'fd00:1::7', '10.1.0.8'])
})

const WRONG: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ name: '../up' }, '/name'],
  [{ name: 'a b' }, '/name'],
  [{ name: '' }, '/name'],
  [{ name: undefined }, '/name'],
  [{ name: 'x'.repeat(201) }, '/name'],
  [{ bridge: 'a-name-that-is-long' }, '/bridge'],
  [{ bridge: 'br"; flush' }, '/bridge'],
  [{ bridge: 'br*' }, '/bridge'],
  [{ bridge: '..' }, '/bridge'],
  [{ bridge: 'all' }, '/bridge'],
  [{ bridge: 7 }, '/bridge'],
  [{ isGateway: 'yes' }, '/isGateway'],
  [{ mtu: 1279 }, '/mtu'],
  [{ mtu: 65536 }, '/mtu'],
  [{ mtu: 1500.5 }, '/mtu'],
  [{ ipam: undefined }, '/ipam'],
  [{ ipam: { type: 'dhcp' } }, '/ipam/type'],
  [{ dns: { nameservers: '10.0.0.1' } }, '/dns/nameservers'],
  [{ runtimeConfig: { ips: ['here'] } }, '/runtimeConfig/ips/0'],
]

for (const [changes, pointer] of WRONG)
  t.test(`refused: ${JSON.stringify(changes).slice(0, 60)}`, async (t) => {
    const error = t.throws(() => configWith(changes), SpecError)
    t.match(error, { pointer: new RegExp(`^${pointer}`) })
  })

for (const dataDir of ['leases', 7])
  t.test(`refused: dataDir ${dataDir}`, async (t) => {
    const error = t.throws(() => configWithIpam({ dataDir }), SpecError)
    t.match(error, { pointer: '/ipam/dataDir' })
  })

t.test('a route by a gateway of the other family is refused', async (t) => {
  const routes = [{ dst: '10.9.0.0/16', gw: 'fd00::1' }]
  const error = t.throws(() => configWithIpam({ routes }), SpecError)
  t.match(error, { pointer: '/ipam/routes/0/gw' })
})

t.test('what is asked for and not done is refused', async (t) => {
  for (const changes of [{ promiscMode: true }, { vlan: 7 }])
    t.throws(() => configWith(changes), { code: 2 })
  t.throws(() => configWithIpam({ resolvConf: '/etc/resolv.conf' }), {
    code: 2,
    message: /"\/ipam\/resolvConf"/,
  })
  t.ok(configWith({ promiscMode: false, vlan: 0 }))
})

t.test('a version that is not spoken is code 1', async (t) => {
  for (const cniVersion of ['0.2.0', '9.0.0', '', undefined])
    t.throws(() => configWith({ cniVersion }), { code: 1 })
})

t.test('decode() says what is no JSON', async (t) => {
  t.throws(() => decode(' \n'), { code: 6, message: /found nothing$/ })
  t.throws(() => decode('{"name":'), { code: 6 })
  t.throws(() => decode('{"name":'), CniError)
  t.same(decode('{"name":"a"}').at('name').value, 'a')
})
