import t from 'tap'
import { withNetlink } from '../../sys/netlink-socket.ts'
import { removeLink, setDown, setUp } from './change-link.ts'
import { findLink, listLinks } from './link.ts'
import { moveToNetns } from './move-link.ts'
import {
  ip,
  ipIn,
  ownNetwork,
  sandboxFor,
  socketFor,
} from './test/own-network.ts'
import { makeVeth } from './veth.ts'

ownNetwork()

t.test('a veth has two ends, as ip(8) sees them', async (t) => {
  const socket = socketFor(t)
  const host = makeVeth(socket, { name: 'one', peer: 'two' })
  t.teardown(() => removeLink(socket, 'one'))
  const [one] = ip('link show one')
  t.match(one, {
    ifname: 'one',
    ifindex: host.index,
    link: 'two',
    mtu: 1500,
    address: host.mac,
    linkinfo: { info_kind: 'veth' },
  })
  const two = findLink(socket, 'two')
  t.match(two, { kind: 'veth', peer: host.index, peerNetnsId: null })
  t.equal(host.peer, two?.index)
  t.notOk(host.isUp)
})

t.test('frames pass when both ends are up', async (t) => {
  const socket = socketFor(t)
  const one = makeVeth(socket, { name: 'one', peer: 'two' })
  t.teardown(() => removeLink(socket, 'one'))
  setUp(socket, one)
  t.match(findLink(socket, 'one'), { isUp: true, isRunning: false })
  const two = findLink(socket, 'two')
  if (!two) return t.fail('no second end')
  setUp(socket, two)
  // The kernel notices a moment later, on a thread of its own.
  t.match(findLink(socket, 'two'), { isUp: true })
  setDown(socket, two)
  t.match(findLink(socket, 'two'), { isUp: false })
})

t.test('MTU and addresses are what was asked for', async (t) => {
  const socket = socketFor(t)
  const [mac, peerMac] = ['02:00:00:00:00:01', '02:00:00:00:00:02']
  const alias = 'endpoint of eth0'
  const veth = { name: 'one', peer: 'two', mtu: 1400, mac, peerMac, alias }
  t.match(makeVeth(socket, veth), { mac, mtu: 1400, alias })
  t.teardown(() => removeLink(socket, 'one'))
  t.match(ip('link show two')[0], { address: peerMac, mtu: 1400 })
})

t.test('the peer can be born in another namespace', async (t) => {
  const sandbox = sandboxFor(t)
  const socket = socketFor(t)
  const veth = { name: 'one', peer: 'eth0', peerNetnsFd: sandbox.fd }
  const host = makeVeth(socket, veth)
  t.teardown(() => removeLink(socket, 'one'))
  t.type(host.peerNetnsId, 'number')
  t.match(ipIn(sandbox.path, 'link show eth0'), [{ ifname: 'eth0' }])
  t.equal(findLink(socket, 'eth0'), null)
})

t.test('an end moves, and gets its name there', async (t) => {
  const sandbox = sandboxFor(t)
  const socket = socketFor(t)
  makeVeth(socket, { name: 'one', peer: 'two' })
  t.teardown(() => removeLink(socket, 'one'))
  const two = findLink(socket, 'two')
  if (!two) return t.fail('no second end')
  moveToNetns(socket, two, sandbox.fd, 'eth0')
  t.equal(findLink(socket, 'two'), null)
  t.match(ipIn(sandbox.path, 'link show eth0'), [{ ifname: 'eth0' }])
  const there = withNetlink(sandbox.fd, (socket) => findLink(socket, 'eth0'))
  t.equal(there?.isUp, false)
})

t.test('a name that is taken there is refused', async (t) => {
  const sandbox = sandboxFor(t)
  const socket = socketFor(t)
  makeVeth(socket, { name: 'one', peer: 'eth0', peerNetnsFd: sandbox.fd })
  t.teardown(() => removeLink(socket, 'one'))
  const veth = makeVeth(socket, { name: 'three', peer: 'four' })
  const four = { index: veth.peer ?? 0, name: 'four' }
  t.throws(() => moveToNetns(socket, four, sandbox.fd, 'eth0'), {
    name: 'NetlinkError',
    code: 'EEXIST',
    syscall: 'RTM_SETLINK',
    what: 'move link "four" to another namespace as "eth0"',
  })
  t.ok(removeLink(socket, 'three'), 'and with its other end it goes away')
  const there = withNetlink(sandbox.fd, listLinks)
  t.same(there.map(({ name }) => name).sort(), ['eth0', 'lo'])
})

t.test(
  'a name that is taken here is refused in the kernel’s words',
  async (t) => {
    const socket = socketFor(t)
    makeVeth(socket, { name: 'five', peer: 'six' })
    t.teardown(() => removeLink(socket, 'five'))
    t.throws(() => makeVeth(socket, { name: 'five', peer: 'seven' }), {
      code: 'EEXIST',
      message: /^RTM_NEWLINK \(make veth "five" with peer "seven"\): EEXIST/,
    })
    t.throws(() => makeVeth(socket, { name: 'seven', peer: 'six' }), {
      code: 'EEXIST',
    })
    t.equal(findLink(socket, 'seven'), null, 'and nothing is left of it')
  },
)

t.test('removing one end removes the other, once', async (t) => {
  const socket = socketFor(t)
  makeVeth(socket, { name: 'one', peer: 'two' })
  t.ok(removeLink(socket, 'two'))
  t.notOk(removeLink(socket, 'two'))
  t.notOk(removeLink(socket, 'one'))
  t.throws(() => removeLink(socket, 'lo'), { code: 'EOPNOTSUPP' })
})
