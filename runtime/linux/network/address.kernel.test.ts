import t, { type Test } from 'tap'
import {
  addAddress,
  ensureAddress,
  listAddresses,
  removeAddress,
} from './address.ts'
import { removeLink, setUp } from './change-link.ts'
import { findLink, type Link } from './link.ts'
import { prepareIpv6 } from './prepare-link.ts'
import { addRoute, listRoutes, removeRoute } from './route.ts'
import { writeSysctl } from './sysctl.ts'
import { ip, ownNetwork, sandboxFor, socketFor } from './test/own-network.ts'
import { makeVeth } from './veth.ts'

ownNetwork()

/** A veth whose two ends are up, so that it has carrier. */
function cable(t: Test): { socket: ReturnType<typeof socketFor>; one: Link } {
  const socket = socketFor(t)
  const one = makeVeth(socket, { name: 'one', peer: 'two' })
  t.teardown(() => removeLink(socket, 'one'))
  setUp(socket, one)
  setUp(socket, { index: one.peer ?? 0, name: 'two' })
  return { socket, one }
}

const global = (address: string) => !address.startsWith('fe80:')

t.test('an address of IPv4 has a broadcast address', async (t) => {
  const { socket, one } = cable(t)
  addAddress(socket, one, '10.1.2.3/24')
  addAddress(socket, one, '10.9.9.9/32')
  addAddress(socket, one, '10.8.8.8/31')
  const [found] = ip('-4 address show one')
  t.match(found?.addr_info, [
    { local: '10.1.2.3', prefixlen: 24, broadcast: '10.1.2.255' },
    { local: '10.9.9.9', prefixlen: 32, broadcast: undefined },
    { local: '10.8.8.8', prefixlen: 31, broadcast: undefined },
  ])
})

t.test('an address of IPv6 can be used at once', async (t) => {
  const { socket, one } = cable(t)
  addAddress(socket, one, 'fd00::3/64')
  const [found] = listAddresses(socket, one).filter(({ address }) =>
    global(address),
  )
  t.same(found, { address: 'fd00::3/64', link: one.index, isUsable: true })
  const [said] = ip('-6 address show one scope global')
  t.match(said?.addr_info, [{ local: 'fd00::3', prefixlen: 64 }])
})

t.test('with the kernel’s own way one would have to wait', async (t) => {
  const { socket } = cable(t)
  const two = findLink(socket, 'two')
  if (!two) return t.fail('no second end')
  ip('address add fd00::4/64 dev two')
  const [found] = listAddresses(socket, two).filter(({ address }) =>
    global(address),
  )
  t.match(found, { address: 'fd00::4/64', isUsable: false })
})

t.test('an address is there once', async (t) => {
  const { socket, one } = cable(t)
  for (const address of ['10.1.2.3/24', 'fd00::3/64']) {
    addAddress(socket, one, address)
    t.throws(() => addAddress(socket, one, address), {
      code: 'EEXIST',
      message: `RTM_NEWADDR (add ${address} to "one"): EEXIST: file already exists`,
    })
    ensureAddress(socket, one, address)
    const found = listAddresses(socket, one)
    t.equal(found.filter((entry) => entry.address === address).length, 1)
    t.ok(removeAddress(socket, one, address))
    t.notOk(removeAddress(socket, one, address))
    ensureAddress(socket, one, address)
    t.ok(listAddresses(socket).some((entry) => entry.address === address))
  }
})

t.test('only addresses of that link are listed', async (t) => {
  const { socket, one } = cable(t)
  addAddress(socket, one, '10.1.2.3/24')
  const two = findLink(socket, 'two')
  if (!two) return t.fail('no second end')
  t.notOk(listAddresses(socket, two).some(({ link }) => link === one.index))
  t.same(
    listAddresses(socket, one).filter(({ address }) => global(address)),
    [{ address: '10.1.2.3/24', link: one.index, isUsable: true }],
  )
})

t.test('IPv6 that is switched off is switched on for a link', async (t) => {
  const socket = socketFor(t)
  writeSysctl('net/ipv6/conf/default/disable_ipv6', '1')
  t.teardown(() => writeSysctl('net/ipv6/conf/default/disable_ipv6', '0'))
  const one = makeVeth(socket, { name: 'one', peer: 'two' })
  t.teardown(() => removeLink(socket, 'one'))
  t.throws(() => addAddress(socket, one, 'fd00::3/64'), { code: 'EACCES' })
  t.ok(prepareIpv6('one'))
  addAddress(socket, one, 'fd00::3/64')
  t.match(listAddresses(socket, one), [{ address: 'fd00::3/64' }])
})

t.test('routes are those that ip(8) shows', async (t) => {
  const { socket, one } = cable(t)
  addAddress(socket, one, '10.1.2.3/24')
  addAddress(socket, one, 'fd00::3/64')
  addRoute(socket, one, { to: '0.0.0.0/0', via: '10.1.2.1' })
  addRoute(socket, one, { to: '10.7.1.9/16', via: '10.1.2.2', metric: 77 })
  addRoute(socket, one, { to: '10.6.0.0/16', source: '10.1.2.3' })
  addRoute(socket, one, { to: '::/0', via: 'fd00::1' })
  ip('address add 10.5.0.1/24 dev two')
  t.match(ip('-4 route show dev one'), [
    { dst: 'default', gateway: '10.1.2.1', protocol: 'boot' },
    { dst: '10.1.2.0/24', protocol: 'kernel', prefsrc: '10.1.2.3' },
    { dst: '10.6.0.0/16', scope: 'link', prefsrc: '10.1.2.3' },
    { dst: '10.7.0.0/16', gateway: '10.1.2.2', metric: 77 },
  ])
  const link = one.index
  const found = listRoutes(socket, one)
  t.strictSame(
    found.filter(({ to }) => !to.includes(':')),
    [
      { to: '0.0.0.0/0', via: '10.1.2.1', link },
      { to: '10.1.2.0/24', source: '10.1.2.3', link },
      { to: '10.6.0.0/16', source: '10.1.2.3', link },
      { to: '10.7.0.0/16', via: '10.1.2.2', metric: 77, link },
    ],
  )
  t.match(
    found.find(({ to }) => to === '::/0'),
    { via: 'fd00::1', metric: 1024 },
  )
  t.ok(found.some(({ to }) => to === 'fd00::/64'))
})

t.test('what leads nowhere is no route', async (t) => {
  const socket = socketFor(t)
  ip('route add unreachable 10.4.0.0/16')
  t.teardown(() => ip('route del unreachable 10.4.0.0/16'))
  t.notOk(listRoutes(socket).some(({ to }) => to === '10.4.0.0/16'))
})

t.test('a route is there once, and removed once', async (t) => {
  const { socket, one } = cable(t)
  for (const [address, route] of [
    ['10.1.2.3/24', { to: '10.7.0.0/16', via: '10.1.2.1' }],
    ['fd00::3/64', { to: 'fd07::/32', via: 'fd00::1' }],
  ] as const) {
    addAddress(socket, one, address)
    addRoute(socket, one, route)
    t.throws(() => addRoute(socket, one, route), { code: 'EEXIST' })
    t.ok(removeRoute(socket, one, route))
    t.notOk(removeRoute(socket, one, route))
    const local = { to: route.to }
    addRoute(socket, one, local)
    t.ok(removeRoute(socket, one, local))
  }
})

t.test('a way that leads nowhere is refused', async (t) => {
  const { socket, one } = cable(t)
  const route = { to: '0.0.0.0/0', via: '10.1.2.1' }
  t.throws(() => addRoute(socket, one, route), {
    code: 'ENETUNREACH',
    message: /Nexthop has invalid gateway/,
  })
  t.throws(() => addRoute(socket, one, { to: '::/0', via: 'fd09::1' }), {
    code: 'EHOSTUNREACH',
  })
  t.throws(() => addRoute(socket, one, { ...route, via: 'fd00::1' }), {
    name: 'NetworkError',
    code: 'EINVAL',
  })
})

t.test('a namespace without routes has none to list', async (t) => {
  t.same(listRoutes(socketFor(t, sandboxFor(t).fd)), [])
})
