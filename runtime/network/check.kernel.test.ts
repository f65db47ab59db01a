// CHECK finds what is not as ADD has left it; GC what nobody knows any more.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ip, ipIn } from '../linux/network/test/own-network.ts'
import { JsonValue } from '../spec/json-value.ts'
import { parseConfig } from './cni-config.ts'
import { collectGarbage } from './gc.ts'
import { applyRules } from './nft.ts'
import { status } from './status.ts'
import { configWith } from './test/config.ts'
import { type Container, Network, ownHost, stateOf } from './test/host.ts'

ownHost()

const PUBLISHED = {
  runtimeConfig: { portMappings: [{ hostPort: 8080, containerPort: 80 }] },
}

/** What can go wrong → what CHECK says. */
const DAMAGE: readonly (readonly [
  string,
  (host: string, container: Container, network: Network) => void,
  RegExp,
])[] = [
  ['the link is gone', (host) => ip(`link del ${host}`), /no link "veth/],
  [
    'the host’s end is off',
    (host) => ip(`link set ${host} down`),
    /"veth\w+" switched off/,
  ],
  [
    'it is no port',
    (host) => ip(`link set ${host} nomaster`),
    /no port of "br-blue"/,
  ],
  [
    'the bridge is off',
    () => ip('link set br-blue down'),
    /"br-blue" switched off/,
  ],
  [
    'no gateway',
    () => ip('addr del 10.1.0.1/24 dev br-blue'),
    /no 10\.1\.0\.1\/24 on link "br-blue"/,
  ],
  [
    'the container’s end is off',
    (_, one) => ipIn(one.path, 'link set eth0 down'),
    /"eth0" switched off/,
  ],
  [
    'another hardware address',
    (_, one) => ipIn(one.path, 'link set eth0 address 02:00:00:00:00:01'),
    /02:00:00:00:00:01/,
  ],
  [
    'no address',
    (_, one) => ipIn(one.path, 'addr del fd00:1::2/64 dev eth0'),
    /no fd00:1::2\/64 on link "eth0"/,
  ],
  [
    'no route',
    (_, one) => ipIn(one.path, 'route del default'),
    /no route to 0\.0\.0\.0\/0 via 10\.1\.0\.1/,
  ],
  [
    'no rules',
    () => applyRules(['flush chain inet mini-cni publish']),
    /no rule .* in chain "publish"/,
  ],
  ['no table', () => applyRules(['delete table inet mini-cni']), /no rule/],
  [
    'no lease',
    (_, __, { dataDir }) => rmSync(join(dataDir, 'blue/10.1.0.2')),
    /no lease of 10\.1\.0\.2/,
  ],
]

for (const [what, damage, message] of DAMAGE)
  t.test(`CHECK: ${what}`, async (t) => {
    const network = new Network(t)
    const one = network.container('one')
    const result = network.attach(one, PUBLISHED)
    network.verify(one, result, PUBLISHED)
    damage(result.interfaces[1]?.name ?? '', one, network)
    t.throws(() => network.verify(one, result, PUBLISHED), {
      code: 106,
      message,
    })
    network.detach(one, PUBLISHED)
    t.equal(stateOf().rules, undefined)
    t.same(network.leases(), [])
  })

t.test('CHECK wants to know what ADD has said', async (t) => {
  const network = new Network(t)
  const one = network.container('one')
  const unknown = t.throws(() => network.verify(one, undefined))
  t.match(unknown, { pointer: '/prevResult' })
  const result = network.attach(one)
  const empty = { ...result, interfaces: [] }
  t.match(
    t.throws(() => network.verify(one, empty)),
    { pointer: '/prevResult/interfaces' },
  )
  one.destroy()
  t.throws(() => network.verify(one, result), { code: 3 })
})

t.test('GC removes what is of nobody, and leaves the rest', async (t) => {
  const network = new Network(t)
  const [one, two] = [network.container('one'), network.container('two')]
  network.attach(one)
  const result = network.attach(two, PUBLISHED)
  one.destroy()
  const valid = [{ containerID: 'two', ifname: 'eth0' }]
  const collect = (list: unknown) => {
    const key = 'cni.dev/valid-attachments'
    const json = { ...network.json, cniVersion: '1.1.0', [key]: list }
    collectGarbage(parseConfig(new JsonValue(json, 'test')))
  }
  collect(valid)
  t.same(network.leases(), ['10.1.0.3', 'fd00:1::3'])
  network.verify(two, result, PUBLISHED)
  // Without a list nobody could be told from everybody.
  const refused = (list: unknown) => t.throws(() => collect(list))
  t.match(refused(undefined), { pointer: /valid-attachments/ })
  t.match(refused([{ containerID: 'two' }]), { pointer: /ifname/ })
  network.verify(two, result, PUBLISHED)
  collect([])
  t.same(network.leases(), [])
  t.equal(stateOf().rules, undefined)
})

t.test('STATUS says what is in the way', async (t) => {
  const network = new Network(t)
  status(network.config())
  const ipam = { ...network.json.ipam, dataDir: '/etc/hostname/none' }
  t.throws(() => status(configWith({ ipam })), {
    code: 50,
    message: /ENOTDIR/,
  })
})
