import t from 'tap'
import { makeBridge } from './bridge.ts'
import {
  removeLink,
  rename,
  setDown,
  setMac,
  setMaster,
  setMtu,
  setUp,
} from './change-link.ts'
import { findLink, type Link, listLinks } from './link.ts'
import { setPort, untilForwarding } from './port.ts'
import { ip, ownNetwork, socketFor } from './test/own-network.ts'
import { makeVeth } from './veth.ts'

ownNetwork()

t.test('a bridge is made once', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'br7'))
  const bridge = makeBridge(socket, 'br7', { mtu: 1400, alias: 'ours' })
  t.match(bridge, { name: 'br7', kind: 'bridge', mtu: 1400, isUp: false })
  t.match(ip('link show br7'), [
    {
      ifindex: bridge.index,
      ifalias: 'ours',
      linkinfo: { info_kind: 'bridge' },
    },
  ])
  t.same(makeBridge(socket, 'br7', { mtu: 9000, alias: 'mine' }), bridge)
})

t.test('nothing is left of one that cannot be as it should', async (t) => {
  const socket = socketFor(t)
  t.throws(() => makeBridge(socket, 'br7', { mtu: 10 }), { code: 'EINVAL' })
  const alias = 'a'.repeat(256)
  t.throws(() => makeBridge(socket, 'br7', { alias }), { name: 'NetlinkError' })
  const veth = { name: 'one', peer: 'two', alias }
  t.throws(() => makeVeth(socket, veth), { name: 'NetlinkError' })
  t.throws(() => makeVeth(socket, { ...veth, mtu: 10 }), { code: 'EINVAL' })
  t.match(listLinks(socket), [{ name: 'lo' }])
  t.equal(listLinks(socket).length, 1)
})

t.test('its address stays, whatever its ports have', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'br7'))
  t.teardown(() => removeLink(socket, 'one'))
  const bridge = makeBridge(socket, 'br7', { mtu: 1400 })
  const mac = '00:00:00:00:00:01'
  const veth = makeVeth(socket, { name: 'one', peer: 'two', mac, mtu: 1300 })
  setMaster(socket, veth, bridge)
  t.match(findLink(socket, 'br7'), { mac: bridge.mac, mtu: 1400 })
})

t.test('a link that is something else is no bridge', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'one'))
  makeVeth(socket, { name: 'one', peer: 'two' })
  t.throws(() => makeBridge(socket, 'one'), {
    name: 'NetworkError',
    code: 'EEXIST',
    message: 'Expected link "one" to be a bridge but found a veth',
  })
  t.throws(() => makeBridge(socket, 'lo'), {
    message: /but found a network card$/,
  })
})

t.test('a link becomes a port, with hairpin, and no port', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'br7'))
  t.teardown(() => removeLink(socket, 'one'))
  const bridge = makeBridge(socket, 'br7')
  const veth = makeVeth(socket, { name: 'one', peer: 'two' })
  t.equal(veth.port, null)
  t.throws(() => setPort(socket, veth, { hairpin: true }), {
    code: 'EOPNOTSUPP',
    what: 'change bridge port "one"',
  })
  setMaster(socket, veth, bridge)
  const port = () => findLink(socket, 'one')
  t.match(port(), {
    master: bridge.index,
    port: { hairpin: false, isolated: false },
  })
  setPort(socket, veth, { hairpin: true })
  t.match(port(), { port: { hairpin: true, isolated: false } })
  setPort(socket, veth, { isolated: true })
  t.match(port(), { port: { hairpin: true, isolated: true } })
  t.match(ip('link show one'), [
    {
      master: 'br7',
      linkinfo: { info_slave_data: { hairpin: true, isolated: true } },
    },
  ])
  setMaster(socket, veth, null)
  t.match(port(), { master: null, port: null })
})

t.test('frames pass a port when both ends of its cable are up', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'br7'))
  t.teardown(() => removeLink(socket, 'one'))
  const bridge = makeBridge(socket, 'br7')
  const veth = makeVeth(socket, { name: 'one', peer: 'two' })
  setMaster(socket, veth, bridge)
  for (const link of [bridge, veth]) setUp(socket, link)
  t.notOk(untilForwarding(socket, veth))
  setUp(socket, { index: veth.peer ?? 0, name: 'two' })
  t.ok(untilForwarding(socket, veth))
})

t.test('what is changed about a link', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'renamed'))
  const veth = makeVeth(socket, { name: 'one', peer: 'two' })
  rename(socket, veth, 'renamed')
  setMtu(socket, veth, 1280)
  setMac(socket, veth, '02:00:00:00:00:07')
  setUp(socket, veth)
  const [found] = ip('link show renamed')
  t.match(found, { mtu: 1280, address: '02:00:00:00:00:07' })
  t.ok(`${found?.flags}`.split(',').includes('UP'))
  setDown(socket, veth)
  t.equal(findLink(socket, 'renamed')?.isUp, false)
})

t.test('what cannot be is said by the kernel', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'one'))
  const veth = makeVeth(socket, { name: 'one', peer: 'two' })
  t.throws(() => setMtu(socket, veth, 10), {
    code: 'EINVAL',
    message:
      /^RTM_SETLINK \(set the MTU of link "one" to 10\): EINVAL: invalid argument: mtu less than device minimum$/,
  })
  t.throws(() => setMac(socket, veth, '01:00:00:00:00:07'), {
    code: 'EADDRNOTAVAIL',
  })
  t.throws(() => rename(socket, veth, 'two'), { code: 'EEXIST' })
  const gone: Link = { ...veth, index: 12345 }
  t.throws(() => setUp(socket, gone), { code: 'ENODEV' })
})

t.test('all links are listed', async (t) => {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'one'))
  makeVeth(socket, { name: 'one', peer: 'two' })
  const names = listLinks(socket).map(({ name }) => name)
  const known = ip('link show').map(({ ifname }) => ifname)
  t.same(names.sort(), known.sort())
  t.match(findLink(socket, 'lo'), {
    index: 1,
    kind: null,
    mac: '00:00:00:00:00:00',
    master: null,
    peer: null,
  })
})
