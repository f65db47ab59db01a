// All of it together: frames pass where they should.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import t, { type Test } from 'tap'
import { withNetlink } from '../../sys/netlink-socket.ts'
import { withNetns } from '../../sys/netns.ts'
import { addAddress } from './address.ts'
import { announce } from './announce.ts'
import { makeBridge } from './bridge.ts'
import { removeLink, setMaster, setUp } from './change-link.ts'
import { findLink, type Link } from './link.ts'
import { moveToNetns } from './move-link.ts'
import { setPort, untilForwarding } from './port.ts'
import { prepareIpv6 } from './prepare-link.ts'
import { addRoute } from './route.ts'
import { ip, ownNetwork, sandboxFor, socketFor } from './test/own-network.ts'
import { makeVeth } from './veth.ts'

ownNetwork()

const GATEWAY = { ipv4: '10.7.0.1', ipv6: 'fd07::1' }

function bridgeFor(t: Test): Link {
  const socket = socketFor(t)
  t.teardown(() => removeLink(socket, 'br7'))
  prepareIpv6('default')
  const bridge = makeBridge(socket, 'br7')
  addAddress(socket, bridge, `${GATEWAY.ipv4}/24`)
  addAddress(socket, bridge, `${GATEWAY.ipv6}/64`)
  setUp(socket, bridge)
  return bridge
}

/** A sandbox at a bridge, with addresses that end in a number. */
function container(t: Test, bridge: Link, number: number) {
  const sandbox = sandboxFor(t)
  const socket = socketFor(t)
  const host = makeVeth(socket, { name: `h${number}`, peer: `p${number}` })
  t.teardown(() => removeLink(socket, host.name))
  setMaster(socket, host, bridge)
  setUp(socket, host)
  const peer = { index: host.peer ?? 0, name: `p${number}` }
  moveToNetns(socket, peer, sandbox.fd, 'eth0')
  const link = configure(sandbox.fd, number)
  t.ok(untilForwarding(socket, host))
  announce(sandbox.fd, link)
  return { ...sandbox, host }
}

function configure(fd: number, number: number): Link {
  withNetns(fd, () => prepareIpv6('eth0'))
  return withNetlink(fd, (socket) => {
    const link = findLink(socket, 'eth0')
    if (link === null) throw new Error('no eth0')
    addAddress(socket, link, `10.7.0.${number}/24`)
    addAddress(socket, link, `fd07::${number}/64`)
    setUp(socket, link)
    addRoute(socket, link, { to: '0.0.0.0/0', via: GATEWAY.ipv4 })
    addRoute(socket, link, { to: '::/0', via: GATEWAY.ipv6 })
    return link
  })
}

// Without what the test runner wants to be loaded into each Node.
const env = { PATH: process.env.PATH }

const SERVER = `
  require('node:net')
    .createServer((socket) => socket.end(socket.remoteAddress))
    .listen(8080, '::', () => console.log('ready'))`

const CLIENT = `
  const [host] = process.argv.slice(-1)
  const socket = require('node:net').connect(8080, host)
  socket.setTimeout(2000, () => process.exit(1))
  socket.on('error', () => process.exit(1)).pipe(process.stdout)`

async function serve(t: Test, fd: number): Promise<void> {
  const server: ChildProcess = withNetns(fd, () =>
    spawn(process.execPath, ['-e', SERVER], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    }),
  )
  t.teardown(() => server.kill('SIGKILL'))
  await new Promise((resolve) => server.stdout?.once('data', resolve))
}

/** Which address the server sees us with. */
function ask(host: string, fd?: number): string {
  const run = () =>
    execFileSync(process.execPath, ['-e', CLIENT, host], {
      encoding: 'utf8',
      env,
    })
  return fd === undefined ? run() : withNetns(fd, run)
}

t.test('containers reach each other, and the host them', async (t) => {
  const bridge = bridgeFor(t)
  const [one, two] = [container(t, bridge, 2), container(t, bridge, 3)]
  await serve(t, two.fd)
  t.equal(ask('10.7.0.3', one.fd), '::ffff:10.7.0.2')
  t.equal(ask('fd07::3', one.fd), 'fd07::2')
  t.equal(ask('10.7.0.3'), '::ffff:10.7.0.1')
  t.equal(ask('fd07::3'), 'fd07::1')
})

t.test('isolated ports do not reach each other', async (t) => {
  const bridge = bridgeFor(t)
  const [one, two] = [container(t, bridge, 2), container(t, bridge, 3)]
  const socket = socketFor(t)
  for (const { host } of [one, two]) setPort(socket, host, { isolated: true })
  await serve(t, two.fd)
  t.equal(ask('10.7.0.3'), '::ffff:10.7.0.1', 'but the host reaches both')
  t.throws(() => ask('10.7.0.3', one.fd))
})

t.test('an address that is leased again is announced at once', async (t) => {
  const bridge = bridgeFor(t)
  const socket = socketFor(t)
  const first = container(t, bridge, 2)
  // With its last port a bridge would forget its neighbours, too.
  container(t, bridge, 3)
  await serve(t, first.fd)
  for (const address of ['10.7.0.2', 'fd07::2']) ask(address)
  const known = () =>
    ['10.7.0.2', 'fd07::2'].map(
      (address) => ip(`neigh show ${address} dev br7`)[0]?.lladdr,
    )
  const before = macOf(first.fd)
  t.same(known(), [before, before])
  removeLink(socket, 'h2')
  // The kernel believes no announcement in the second after it has asked.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  t.same(known(), [before, before])
  const now = macOf(container(t, bridge, 2).fd)
  t.not(now, before)
  t.same(known(), [now, now])
})

function macOf(netns: number) {
  return withNetlink(netns, (socket) => findLink(socket, 'eth0'))?.mac
}
