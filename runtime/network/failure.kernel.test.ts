// An ADD that fails leaves nothing, wherever it fails.
import { closeSync } from 'node:fs'
import t, { type Test } from 'tap'
import { addAddress } from '../linux/network/address.ts'
import { makeBridge } from '../linux/network/bridge.ts'
import { removeLink, setUp } from '../linux/network/change-link.ts'
import { readSysctl } from '../linux/network/sysctl.ts'
import { ip, ipIn } from '../linux/network/test/own-network.ts'
import { makeVeth } from '../linux/network/veth.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import { OWN_NETNS } from '../sys/netns.ts'
import { TodoError } from '../todo.ts'
import { add } from './add.ts'
import { bridgeMac, hostLinkName } from './attachment.ts'
import { type Container, Network, ownHost, stateOf } from './test/host.ts'
import { listener } from './test/traffic.ts'
import { Undo } from './undo.ts'

ownHost()

const PUBLISHED = {
  runtimeConfig: {
    portMappings: [
      { hostPort: 8080, containerPort: 80 },
      { hostPort: 53, containerPort: 53, protocol: 'udp', hostIP: '127.0.0.1' },
    ],
  },
}

/** Fails at one step, before or after it was taken. */
class Faulty extends Undo {
  readonly names: string[] = []
  readonly #at: number
  readonly #isAfter: boolean

  constructor(at: number, isAfter: boolean) {
    super()
    this.#at = at
    this.#isAfter = isAfter
  }

  override step<T>(what: string, act: () => T, back?: (made: T) => void): T {
    const isHere = this.names.push(what) - 1 === this.#at
    if (isHere && !this.#isAfter) throw new Error(`before: ${what}`)
    const made = super.step(what, act, back)
    if (isHere) throw new Error(`after: ${what}`)
    return made
  }
}

/** All that an ADD could leave. */
function everything(network: Network, container: Container) {
  return {
    host: stateOf(),
    inside: stateOf(container.netns),
    leases: network.leases(),
    localnet: readSysctl('net/ipv4/conf/br-blue/route_localnet'),
  }
}

/** The steps of an ADD that succeeds. */
function stepsOf(t: Test): string[] {
  const network = new Network(t)
  const one = network.container('one')
  const undo = new Faulty(-1, false)
  network.attach(one, PUBLISHED, undo)
  network.detach(one)
  return undo.names
}

t.test('a failure at any step leaves nothing', async (t) => {
  const names = stepsOf(t)
  t.ok(names.length >= 10, names.join(', '))
  for (const isAfter of [false, true])
    for (const [index, name] of names.entries()) {
      const network = new Network(t)
      const one = network.container('one')
      const before = everything(network, one)
      const undo = new Faulty(index, isAfter)
      const when = isAfter ? 'after' : 'before'
      t.throws(() => network.attach(one, PUBLISHED, undo), {
        message: `${when}: ${name}`,
      })
      t.same(everything(network, one), before, `${when}: ${name}`)
    }
})

t.test('nor does it disturb those who are there', async (t) => {
  // The gateways have their two addresses by then.
  const names = stepsOf(t).slice(2)
  const network = new Network(t)
  const [one, two] = [network.container('one'), network.container('two')]
  const result = network.attach(one, PUBLISHED)
  for (const index of names.keys()) {
    const before = everything(network, two)
    t.throws(() => network.attach(two, {}, new Faulty(index, true)))
    t.same(everything(network, two), before)
    network.verify(one, result, PUBLISHED)
  }
})

/** Fails like a part that is still to be written. */
class Unfinished extends Undo {
  override step<T>(what: string, act: () => T, back?: (made: T) => void): T {
    if (what === 'add firewall rules') throw new TodoError('lab-06-isolate')
    return super.step(what, act, back)
  }
}

t.test('an ADD that is not written yet shows how far it came', async (t) => {
  const network = new Network(t)
  const one = network.container('one')
  const before = everything(network, one)
  t.throws(() => network.attach(one, {}, new Unfinished()), TodoError)
  t.match(ipIn(one.path, 'link show eth0')[0], { operstate: 'UP' })
  network.detach(one)
  t.same(everything(network, one), before)
})

/** Expect a failure that the world is the cause of, and nothing left of it. */
function refused(
  t: Test,
  expected: { name?: string; code?: number; message?: RegExp },
  changes: Record<string, unknown> = {},
): void {
  const network = new Network(t)
  const one = network.container('one')
  const before = everything(network, one)
  t.match(
    t.throws(() => network.attach(one, changes)),
    expected,
  )
  t.same(everything(network, one), before)
}

t.test('no network namespace', async (t) => {
  const network = new Network(t)
  const { attachment } = network.container('one')
  for (const path of ['/run/netns/none', '/etc/hostname', '/dev/null', '/'])
    t.throws(() => add(network.config(), attachment, path), { code: 3 }, path)
  t.throws(() => add(network.config(), attachment, OWN_NETNS), { code: 4 })
  t.same(network.leases(), [])
})

t.test('the container has a link of that name', async (t) => {
  const network = new Network(t)
  const one = network.container('one')
  withNetlink(one.netns, (socket) =>
    makeVeth(socket, { name: 'eth0', peer: 'eth9' }),
  )
  const before = everything(network, one)
  t.throws(() => network.attach(one), { code: 105, message: /"eth0"/ })
  t.same(everything(network, one), before)
})

t.test('something else has the name of the bridge', async (t) => {
  withNetlink(undefined, (socket) =>
    makeVeth(socket, { name: 'br-blue', peer: 'other' }),
  )
  t.teardown(() => withNetlink(undefined, (s) => removeLink(s, 'br-blue')))
  refused(t, { name: 'NetworkError', message: /"br-blue" to be a bridge/ })
})

t.test('the bridge has another address of the subnet', async (t) => {
  withNetlink(undefined, (socket) => {
    const bridge = makeBridge(socket, 'br-blue')
    addAddress(socket, bridge, '10.1.0.77/24')
  })
  t.teardown(() => withNetlink(undefined, (s) => removeLink(s, 'br-blue')))
  const wanted = { code: 7, message: /10\.1\.0\.1\/24 .* found 10\.1\.0\.77/ }
  const network = new Network(t)
  const one = network.container('one')
  const before = network.leases()
  t.throws(() => network.attach(one), wanted)
  t.same(network.leases(), before)
  t.match(ip('addr show br-blue')[0], { ifname: 'br-blue' }, 'it stays')
})

t.test('a route to nowhere', async (t) => {
  const routes = [{ dst: '10.9.0.0/16', gw: '10.8.0.1' }]
  const network = new Network(t)
  const ipam = { ...network.json.ipam, routes }
  const one = network.container('one')
  const before = everything(network, one)
  t.throws(() => network.attach(one, { ipam }), {
    name: 'NetlinkError',
    code: 'ENETUNREACH',
  })
  t.same(everything(network, one), before)
})

for (const [protocol, address] of [
  ['tcp', '0.0.0.0'],
  ['tcp', '127.0.0.1'],
  ['tcp', '::'],
  ['tcp', '::1'],
  ['udp', '0.0.0.0'],
] as const)
  t.test(`a program has the port: ${protocol} ${address}`, async (t) => {
    const server = listener({ address, port: 8080 }, protocol)
    t.teardown(() => closeSync(server))
    const mapping = { hostPort: 8080, containerPort: 80, protocol }
    const changes = { runtimeConfig: { portMappings: [mapping] } }
    refused(t, { code: 104, message: /8080 .* found a program/ }, changes)
  })

t.test('another container has the port', async (t) => {
  const network = new Network(t)
  const [one, two] = [network.container('one'), network.container('two')]
  network.attach(one, PUBLISHED)
  const before = everything(network, two)
  t.throws(() => network.attach(two, PUBLISHED), {
    code: 104,
    message: /tcp \*:8080 .* published by container "one"/,
  })
  t.same(everything(network, two), before)
  network.detach(one)
  network.attach(two, PUBLISHED)
})

t.test('an address that the host has not', async (t) => {
  const mapping = { hostPort: 80, containerPort: 80, hostIP: '198.51.100.7' }
  const changes = { runtimeConfig: { portMappings: [mapping] } }
  refused(t, { code: 7, message: /198\.51\.100\.7:80/ }, changes)
})

t.test(
  'DEL finds links that an ADD had no time to give an alias',
  async (t) => {
    const network = new Network(t)
    const one = network.container('one')
    const before = everything(network, one)
    const name = hostLinkName(one.attachment)
    withNetlink(undefined, (socket) => {
      makeBridge(socket, 'br-blue', { mac: bridgeMac('br-blue') })
      makeVeth(socket, { name, peer: 'other' })
    })
    network.detach(one)
    t.same(everything(network, one), before)
  },
)

t.test('but takes no link of that name from somebody else', async (t) => {
  const network = new Network(t)
  const one = network.container('one')
  const name = hostLinkName(one.attachment)
  withNetlink(undefined, (socket) =>
    makeVeth(socket, { name, peer: 'other', alias: 'mine' }),
  )
  t.teardown(() => withNetlink(undefined, (s) => removeLink(s, name)))
  network.detach(one)
  t.match(ip(`link show ${name}`)[0], { ifname: name })
})

t.test('a bridge that was there is without our addresses again', async (t) => {
  const names = stepsOf(t)
  withNetlink(undefined, (socket) => {
    setUp(socket, makeBridge(socket, 'br-blue'))
  })
  t.teardown(() => withNetlink(undefined, (s) => removeLink(s, 'br-blue')))
  const network = new Network(t)
  const one = network.container('one')
  // The kernel gives one of its own to a bridge with its first port.
  const own = () =>
    stateOf().addresses.filter((address) => !address.startsWith('fe80:'))
  const before = own()
  t.throws(() => network.attach(one, {}, new Faulty(names.length - 1, true)))
  t.same(own(), before)
})

t.test('a bridge that was there stays as it was', async (t) => {
  withNetlink(undefined, (socket) => makeBridge(socket, 'br-blue'))
  t.teardown(() => withNetlink(undefined, (s) => removeLink(s, 'br-blue')))
  const network = new Network(t)
  const one = network.container('one')
  network.attach(one, PUBLISHED)
  network.detach(one)
  t.equal(stateOf().rules, undefined)
  t.equal(readSysctl('net/ipv4/conf/br-blue/route_localnet'), '0')
  t.match(ip('link show br-blue')[0], { ifname: 'br-blue' })
})
