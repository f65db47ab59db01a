// ADD and DEL, and what the kernel does with packets in between.
import { closeSync } from 'node:fs'
import t, { type Test } from 'tap'
import { findLink } from '../linux/network/link.ts'
import { writeSysctl } from '../linux/network/sysctl.ts'
import { ip, ipIn } from '../linux/network/test/own-network.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import { withNetns } from '../sys/netns.ts'
import { applyRules } from './nft.ts'
import {
  addressOf,
  HOST,
  Network,
  OUTSIDE,
  outsideFor,
  ownHost,
  stateOf,
} from './test/host.ts'
import { hears, listener, seenFrom, sendTo } from './test/traffic.ts'

ownHost()

const BLUE = {
  name: 'blue',
  bridge: 'br-blue',
  ipam: {
    type: 'host-local',
    ranges: [[{ subnet: '10.1.0.0/24' }], [{ subnet: 'fd00:1::/64' }]],
  },
}
const RED = {
  name: 'red',
  bridge: 'br-red',
  ipam: {
    type: 'host-local',
    ranges: [[{ subnet: '10.2.0.0/24' }], [{ subnet: 'fd00:2::/64' }]],
  },
}

/** `runtimeConfig` that publishes port 8080 at 80. */
const publish = (
  protocol: 'tcp' | 'udp' = 'tcp',
  more: Record<string, unknown> = {},
) => ({
  runtimeConfig: {
    portMappings: [{ hostPort: 8080, containerPort: 80, protocol, ...more }],
  },
})

t.test('what ADD says is what there is', async (t) => {
  const network = new Network(t, BLUE)
  const one = network.container('one')
  const before = [stateOf(one.netns), stateOf()]
  const result = network.attach(one)
  t.match(result, {
    cniVersion: '1.0.0',
    interfaces: [
      { name: 'br-blue', sandbox: undefined },
      { name: /^veth/, sandbox: undefined },
      { name: 'eth0', sandbox: one.path },
    ],
    ips: [
      { address: '10.1.0.2/24', gateway: '10.1.0.1', interface: 2 },
      { address: 'fd00:1::2/64', gateway: 'fd00:1::1', interface: 2 },
    ],
    routes: [
      { dst: '0.0.0.0/0', gw: '10.1.0.1' },
      { dst: '::/0', gw: 'fd00:1::1' },
    ],
  })
  const [link] = ipIn(one.path, 'link show eth0')
  t.match(link, { address: result.interfaces[2]?.mac, operstate: 'UP' })
  for (const { name, mac } of result.interfaces.slice(0, 2))
    t.equal(withNetlink(undefined, (s) => findLink(s, name))?.mac, mac)
  network.detach(one)
  t.same([stateOf(one.netns), stateOf()], before)
})

t.test('DEL leaves nothing, and may come again', async (t) => {
  const before = stateOf()
  const network = new Network(t, BLUE)
  const one = network.container('one')
  network.attach(one, publish())
  t.notSame(stateOf(), before)
  t.same(network.leases(), ['10.1.0.2', 'fd00:1::2'])
  for (let again = 0; again < 2; again += 1) {
    network.detach(one)
    t.same(stateOf(), before)
    t.same(network.leases(), [])
  }
})

t.test('DEL works when the container is gone', async (t) => {
  const before = stateOf()
  const network = new Network(t, BLUE)
  const one = network.container('one')
  network.attach(one, publish())
  one.destroy()
  network.detach(one)
  t.same(stateOf(), before)
  t.same(network.leases(), [])
})

t.test('DEL takes nothing from others', async (t) => {
  const network = new Network(t, BLUE)
  const [one, two] = [network.container('one'), network.container('two')]
  network.attach(one, publish())
  const result = network.attach(two, publish('udp'))
  network.detach(one)
  network.verify(two, result, publish('udp'))
  t.same(network.leases(), ['10.1.0.3', 'fd00:1::3'])
})

t.test('containers reach each other, the host and the world', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, BLUE)
  const [one, two] = [network.container('one'), network.container('two')]
  const [ours, theirs] = [network.attach(one), network.attach(two)]
  for (const [family, index] of [
    ['ipv4', 0],
    ['ipv6', 1],
  ] as const) {
    const [own, other] = [addressOf(ours, index), addressOf(theirs, index)]
    const any = { ipv4: '0.0.0.0', ipv6: '::' }[family]
    const gateway = { ipv4: '10.1.0.1', ipv6: 'fd00:1::1' }[family]
    const visit = (from: number | undefined, address: string, netns?: number) =>
      seenFrom({
        from,
        connect: { address, port: 80 },
        listen: { netns, address: any, port: 80 },
      })
    t.equal(visit(one.netns, other, two.netns), own, 'a neighbour')
    t.equal(visit(one.netns, gateway), own, 'the host')
    t.equal(visit(undefined, own, one.netns), gateway, 'and back')
    t.equal(
      visit(one.netns, OUTSIDE[family], outside),
      HOST[family],
      'the world, under the host’s address',
    )
  }
})

t.test('without ipMasq the world sees the container', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, { ...BLUE, ipMasq: false })
  const one = network.container('one')
  network.attach(one)
  const connect = { address: OUTSIDE.ipv4, port: 80 }
  const listen = { netns: outside, address: '0.0.0.0', port: 80 }
  // It has no way back.
  t.equal(seenFrom({ from: one.netns, connect, listen }), 'EINPROGRESS')
})

for (const protocol of ['tcp', 'udp'] as const)
  t.test(
    `a published port is reached from everywhere: ${protocol}`,
    async (t) => {
      const outside = outsideFor(t)
      // Where br_netfilter is loaded, what goes back by its own port needs it.
      const network = new Network(t, { ...BLUE, hairpinMode: true })
      const [one, two] = [network.container('one'), network.container('two')]
      const published = network.attach(one, publish(protocol))
      network.attach(two)
      const other = new Network(t, RED)
      const three = other.container('three')
      other.attach(three)
      const places = [
        ['outside', outside, HOST.ipv4, OUTSIDE.ipv4],
        ['outside, IPv6', outside, HOST.ipv6, OUTSIDE.ipv6],
        ['the host', undefined, HOST.ipv4, HOST.ipv4],
        ['the host, IPv6', undefined, HOST.ipv6, HOST.ipv6],
        ['the host, by 127.0.0.1', undefined, '127.0.0.1', '10.1.0.1'],
        ['a neighbour', two.netns, HOST.ipv4, '10.1.0.1'],
        ['a neighbour, IPv6', two.netns, HOST.ipv6, 'fd00:1::1'],
        ['itself', one.netns, HOST.ipv4, '10.1.0.1'],
        ['itself, IPv6', one.netns, HOST.ipv6, 'fd00:1::1'],
        ['another network', three.netns, HOST.ipv4, '10.1.0.1'],
      ] as const
      for (const [what, from, address, expected] of places) {
        const isIpv6 = address.includes(':')
        const listen = addressOf(published, isIpv6 ? 1 : 0)
        const seen = seenFrom({
          from,
          protocol,
          connect: { address, port: 8080 },
          listen: { netns: one.netns, address: listen, port: 80 },
        })
        t.equal(seen, expected, what)
      }
    },
  )

t.test('a port of one address is that of no other', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, BLUE)
  const one = network.container('one')
  network.attach(one, publish('tcp', { hostIP: '127.0.0.1' }))
  const listen = { netns: one.netns, address: '0.0.0.0', port: 80 }
  const visit = (from: number | undefined, address: string) =>
    seenFrom({ from, connect: { address, port: 8080 }, listen })
  t.equal(visit(undefined, '127.0.0.1'), '10.1.0.1')
  t.equal(visit(undefined, HOST.ipv4), 'ECONNREFUSED')
  t.equal(visit(outside, HOST.ipv4), 'ECONNREFUSED')
})

t.test('a container keeps its use of the same port elsewhere', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, BLUE)
  const one = network.container('one')
  network.attach(one, publish())
  const seen = seenFrom({
    from: one.netns,
    connect: { address: OUTSIDE.ipv4, port: 8080 },
    listen: { netns: outside, address: '0.0.0.0', port: 8080 },
  })
  t.equal(seen, HOST.ipv4)
})

t.test('networks cannot reach each other', async (t) => {
  const [blue, red] = [new Network(t, BLUE), new Network(t, RED)]
  const [one, two] = [blue.container('one'), red.container('two')]
  const [ours, theirs] = [blue.attach(one), red.attach(two)]
  for (const index of [0, 1]) {
    const visit = (from: number, to: number, address: string) =>
      seenFrom({
        from,
        connect: { address, port: 80 },
        listen: { netns: to, address, port: 80 },
      })
    t.equal(
      visit(one.netns, two.netns, addressOf(theirs, index)),
      'EINPROGRESS',
    )
    t.equal(visit(two.netns, one.netns, addressOf(ours, index)), 'EINPROGRESS')
  }
})

t.test('one that is not isolated can be reached', async (t) => {
  const [blue, red] = [new Network(t, BLUE), new Network(t, RED)]
  const [one, two] = [blue.container('one'), red.container('two')]
  const ours = blue.attach(one)
  const theirs = red.attach(two, { isolated: false })
  const address = addressOf(theirs)
  const seen = seenFrom({
    from: one.netns,
    connect: { address, port: 80 },
    listen: { netns: two.netns, address, port: 80 },
  })
  // Masqueraded, as everything that leaves the network.
  t.equal(seen, '10.2.0.1', addressOf(ours))
})

t.test('what is not published cannot be reached from outside', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, BLUE)
  const one = network.container('one')
  const address = addressOf(network.attach(one, publish()))
  withNetns(outside, () => ip(`route add 10.1.0.0/24 via ${HOST.ipv4}`))
  for (const port of [80, 81]) {
    const connect = { address, port }
    const listen = { netns: one.netns, address, port }
    t.equal(seenFrom({ from: outside, connect, listen }), 'EINPROGRESS')
  }
})

t.test('containers do not reach what is for the host alone', async (t) => {
  const network = new Network(t, BLUE)
  const one = network.container('one')
  network.attach(one, publish())
  // As root in its namespace it may send, and take, what it likes.
  ipIn(one.path, 'route add 127.0.0.1 via 10.1.0.1 src 10.1.0.2')
  withNetns(one.netns, () =>
    writeSysctl('net/ipv4/conf/eth0/route_localnet', '1'),
  )
  const place = { address: '127.0.0.1', port: 99 }
  const visit = () =>
    seenFrom({ from: one.netns, connect: place, listen: place })
  t.equal(visit(), 'EINPROGRESS')
  applyRules(['flush chain inet mini-cni guard'])
  t.equal(visit(), '10.1.0.2', 'but for that rule they would')
})

/** A socket of UDP, until the test is over. */
function openSocket(t: Test, netns: number, port: number): number {
  const place = { address: '0.0.0.0', port }
  const fd = withNetns(netns, () => listener(place, 'udp'))
  t.teardown(() => closeSync(fd))
  return fd
}

/** Whether a datagram of an old client arrives at a server. */
function arrives(client: number, address: string, server: number): boolean {
  sendTo(client, address, 8080)
  return hears(server)
}

t.test(
  'a client of UDP that was there before finds who is there',
  async (t) => {
    const outside = outsideFor(t)
    const network = new Network(t, BLUE)
    const [one, two] = [network.container('one'), network.container('two')]
    // Somebody has to stay, or the kernel would forget all of it.
    network.attach(network.container('other'))
    const open = (netns: number, port: number) => {
      const place = { address: '0.0.0.0', port }
      const fd = withNetns(netns, () => listener(place, 'udp'))
      t.teardown(() => closeSync(fd))
      return fd
    }
    const client = open(outside, 5000)
    sendTo(client, HOST.ipv4, 8080)
    network.attach(one, publish('udp'))
    t.ok(arrives(client, HOST.ipv4, open(one.netns, 80)), 'older than the rule')
    network.detach(one)
    network.attach(two, publish('udp'))
    t.ok(arrives(client, HOST.ipv4, open(two.netns, 80)), 'and than another')
  },
)

t.test('an address comes without the flows of who had it', async (t) => {
  const outside = outsideFor(t)
  const network = new Network(t, BLUE)
  const [one, two] = [network.container('one'), network.container('two')]
  network.attach(network.container('other'))
  const wish = { runtimeConfig: { ips: ['10.1.0.9'] } }
  network.attach(one, wish)
  const server = openSocket(t, outside, 6000)
  sendTo(openSocket(t, one.netns, 4000), OUTSIDE.ipv4, 6000)
  t.ok(hears(server))
  network.detach(one)
  network.attach(two, wish)
  const heir = openSocket(t, two.netns, 4000)
  // It answers to where that came from.
  sendTo(server, HOST.ipv4, 4000)
  t.notOk(hears(heir))
})
