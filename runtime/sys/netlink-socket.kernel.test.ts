import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import t from 'tap'
import { NLM_F_CREATE, NLM_F_EXCL } from './constants/netlink.ts'
import { CLONE_NEWNET } from './constants/processes.ts'
import {
  IFLA_IFNAME,
  IFLA_INFO_KIND,
  IFLA_LINKINFO,
  RTM_GETLINK,
  RTM_NEWLINK,
} from './constants/rtnetlink.ts'
import { syscall } from './libc.ts'
import { nest, readAttributes, text, textOf } from './netlink-attributes.ts'
import { NetlinkSocket, withNetlink } from './netlink-socket.ts'
import { OWN_NETNS, withNetns, withNewNetns } from './netns.ts'
import { ifinfomsg, LINK_HEADER_SIZE } from './rtnetlink.ts'

// This process leaves the host's network for one that ends with it.
syscall('unshare', CLONE_NEWNET)

const own = () => readlinkSync(OWN_NETNS)
const descriptors = () => readdirSync('/proc/self/fd').length

const makeLink = (name: string, kind: string) => ({
  what: `make ${kind} "${name}"`,
  type: RTM_NEWLINK,
  flags: NLM_F_CREATE | NLM_F_EXCL,
  header: ifinfomsg(),
  attributes: [
    text(IFLA_IFNAME, name),
    nest(IFLA_LINKINFO, [text(IFLA_INFO_KIND, kind)]),
  ],
})

const getLink = (name: string) => ({
  what: `find link "${name}"`,
  type: RTM_GETLINK,
  header: ifinfomsg(),
  attributes: [text(IFLA_IFNAME, name)],
})

const names = (socket: NetlinkSocket) =>
  socket
    .dump({ what: 'list links', type: RTM_GETLINK, header: ifinfomsg() })
    .map(({ payload }) => readAttributes(payload.subarray(LINK_HEADER_SIZE)))
    .map((attributes) => textOf(attributes, IFLA_IFNAME))

t.test('a request is answered', async (t) => {
  const socket = new NetlinkSocket()
  t.teardown(() => socket.close())
  t.same(socket.request(makeLink('dummy7', 'bridge')), [])
  const [found, ...more] = socket.request(getLink('dummy7'))
  t.equal(found?.type, RTM_NEWLINK)
  t.same(more, [])
  t.same(names(socket), ['lo', 'dummy7'])
})

t.test('a list may be longer than a datagram', async (t) => {
  const socket = new NetlinkSocket()
  t.teardown(() => socket.close())
  const many = Array.from({ length: 100 }, (_, index) => `many${index}`)
  for (const name of many) socket.request(makeLink(name, 'bridge'))
  const found = names(socket)
  for (const name of many) if (!found.includes(name)) t.fail(name)
  t.equal(new Set(found).size, found.length)
})

t.test('a refusal comes with the kernel’s own words', async (t) => {
  const socket = new NetlinkSocket()
  t.teardown(() => socket.close())
  t.throws(() => socket.request(getLink('nothing')), {
    name: 'NetlinkError',
    code: 'ENODEV',
    syscall: 'RTM_GETLINK',
    what: 'find link "nothing"',
  })
  t.throws(() => socket.request(makeLink('one', 'nonsense')), {
    code: 'EOPNOTSUPP',
    text: 'Unknown device type',
    message: /: Unknown device type$/,
  })
  t.same(socket.request(getLink('lo')).length, 1, 'and it goes on')
})

t.test('a socket speaks about the namespace it was made in', async (t) => {
  const socket = new NetlinkSocket()
  t.teardown(() => socket.close())
  socket.request(makeLink('here', 'bridge'))
  const before = own()
  withNewNetns(() => {
    t.not(own(), before)
    t.same(withNetlink(undefined, names), ['lo'])
    t.ok(names(socket).includes('here'))
  })
  t.equal(own(), before)
})

t.test('and one can be made for another namespace', async (t) => {
  const there = withNewNetns(() => openSync(OWN_NETNS, 'r'))
  const before = own()
  t.same(withNetlink(there, names), ['lo'])
  t.equal(own(), before)
  const socket = NetlinkSocket.in(there)
  closeSync(there)
  t.same(names(socket), ['lo'], 'it keeps it alive')
  socket.close()
  socket.close()
})

t.test('withNetns() comes back from an error', async (t) => {
  const there = withNewNetns(() => openSync(OWN_NETNS, 'r'))
  t.teardown(() => closeSync(there))
  const [before, count] = [own(), descriptors()]
  const fail = () => {
    throw new TypeError('on purpose')
  }
  t.throws(() => withNetns(there, fail), TypeError)
  t.throws(() => withNewNetns(fail), TypeError)
  t.equal(own(), before)
  const file = openSync('/dev/null', 'r')
  t.throws(() => withNetns(file, fail), { syscall: 'setns', code: 'EINVAL' })
  closeSync(file)
  t.equal(own(), before)
  t.equal(descriptors(), count)
})

t.test('a child that is started there stays there', async (t) => {
  const there = withNewNetns(() => openSync(OWN_NETNS, 'r'))
  t.teardown(() => closeSync(there))
  const read = () => execFileSync('readlink', ['/proc/self/ns/net'])
  t.equal(withNetns(there, read).toString().trim(), withNetns(there, own))
})

t.test('nothing is left open', async (t) => {
  const count = descriptors()
  for (let round = 0; round < 20; round += 1) withNetlink(undefined, names)
  t.equal(descriptors(), count)
})

t.test('nobody but the kernel can answer', async (t) => {
  // A forger in the same namespace, privileged, who guesses our port: the
  // first socket of a process has the number of the process.
  const socket = new NetlinkSocket()
  t.teardown(() => socket.close())
  const forge = `
    import os, socket, struct, sys
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    message = struct.pack('=IHHII', 20, 2, 0, 1, 0) + struct.pack('=i', -5)
    try: s.sendto(message, (int(sys.argv[1]), 0))
    except OSError as error: print(error.errno)
    else: print('sent')
  `.replaceAll(/^ {4}/gm, '')
  const port = portsOf(process.pid)[0]
  const said = execFileSync('python3', ['-c', forge, `${port}`])
  t.equal(said.toString().trim(), '111', 'ECONNREFUSED')
  t.same(socket.request(getLink('lo')).length, 1)
})

/** Ports of netlink sockets in this namespace, of which none is the kernel's. */
function portsOf(pid: number): number[] {
  const lines = execFileSync('cat', ['/proc/self/net/netlink']).toString()
  return lines
    .split('\n')
    .map((line) => Number(line.trim().split(/\s+/)[2]))
    .filter((port) => port === pid || port > 2 ** 31)
}
