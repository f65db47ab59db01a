import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MS_BIND } from '../../sys/constants/mounts.ts'
import { syscall } from '../../sys/libc.ts'
import { withNetlink } from '../../sys/netlink-socket.ts'
import { OWN_NETNS, withNetns } from '../../sys/netns.ts'
import { enableForwarding, enableIpv6Forwarding } from './forwarding.ts'
import { listLinks } from './link.ts'
import { makeNetns, openNetns, removeNetns } from './netns.ts'
import { prepareIpv6 } from './prepare-link.ts'
import { readSysctl, writeSysctl } from './sysctl.ts'
import { directoryFor, ownNetwork, sandboxFor } from './test/own-network.ts'

ownNetwork()

const own = () => readlinkSync(OWN_NETNS)
const descriptors = () => readdirSync('/proc/self/fd').length
const mountsBelow = (directory: string) =>
  readFileSync('/proc/thread-self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(directory)).length

t.test('a namespace is made, with a name', async (t) => {
  const directory = directoryFor(t)
  const path = join(directory, 'blue')
  const [before, count] = [own(), descriptors()]
  makeNetns(path)
  t.equal(own(), before)
  const fd = openNetns(path)
  t.not(withNetns(fd, own), before)
  const links = withNetlink(fd, listLinks)
  t.match(links, [{ name: 'lo', isUp: false }])
  t.equal(links.length, 1)
  closeSync(fd)
  t.equal(descriptors(), count)
  t.equal(mountsBelow(directory), 1)
  t.ok(removeNetns(path))
  t.equal(mountsBelow(directory), 0)
  t.notOk(existsSync(path))
  t.notOk(removeNetns(path))
})

t.test('other programs can enter it by its name', async (t) => {
  const { path, fd } = sandboxFor(t)
  const command = [`--net=${path}`, 'readlink', '/proc/self/ns/net']
  const said = execFileSync('nsenter', command).toString().trim()
  t.equal(said, withNetns(fd, own))
})

t.test('a name that is taken stays as it is', async (t) => {
  const path = join(directoryFor(t), 'file')
  writeFileSync(path, 'precious')
  t.throws(() => makeNetns(path), { code: 'EEXIST' })
  t.throws(() => makeNetns(`${path}-directory/blue`), { code: 'ENOENT' })
  t.throws(() => removeNetns(path), {
    name: 'NetworkError',
    code: 'EINVAL',
    message: `Expected "${path}" to be the name of a network namespace but found another file`,
  })
  t.equal(readFileSync(path, 'utf8'), 'precious')
})

t.test('nothing is left of one that could not be made', async (t) => {
  const directory = directoryFor(t)
  const path = join(directory, 'blue')
  const count = descriptors()
  chmodSync(directory, 0o777)
  const NOBODY = 65534
  process.seteuid?.(NOBODY)
  t.throws(() => makeNetns(path), { syscall: 'unshare', code: 'EPERM' })
  process.seteuid?.(0)
  t.notOk(existsSync(path))
  t.equal(descriptors(), count)
})

t.test(
  'all mounts of a name go, and what it means is left alone',
  async (t) => {
    const directory = directoryFor(t)
    const path = join(directory, 'blue')
    makeNetns(path)
    syscall('mount', OWN_NETNS, path, null, MS_BIND, null)
    t.equal(mountsBelow(directory), 2)
    t.ok(removeNetns(path))
    t.equal(mountsBelow(directory), 0)
    const link = join(directory, 'link')
    symlinkSync('/proc/self/ns/net', link)
    t.throws(() => removeNetns(link), { code: 'EINVAL' })
  },
)

t.test('what is no network namespace is not opened', async (t) => {
  const directory = directoryFor(t)
  const count = descriptors()
  const pipe = join(directory, 'pipe')
  execFileSync('mkfifo', [pipe])
  for (const path of [pipe, directory, '/etc/passwd', '/proc/self/ns/mnt'])
    t.throws(
      () => openNetns(path),
      { name: 'NetworkError', code: 'EINVAL' },
      path,
    )
  t.throws(() => openNetns(join(directory, 'nothing')), { code: 'ENOENT' })
  t.equal(descriptors(), count)
})

t.test('settings are those of the namespace', async (t) => {
  const { fd } = sandboxFor(t)
  const name = 'net/ipv4/ip_forward'
  t.equal(
    withNetns(fd, () => readSysctl(name)),
    '0',
  )
  withNetns(fd, enableForwarding)
  t.equal(
    withNetns(fd, () => readSysctl(name)),
    '1',
  )
  t.equal(readSysctl(name), '0')
  t.ok(withNetns(fd, () => writeSysctl(name, '0')))
  t.notOk(
    withNetns(fd, () => writeSysctl(name, '0')),
    'not written again',
  )
})

t.test('one that is not there is told', async (t) => {
  t.equal(readSysctl('net/ipv4/conf/nothing/forwarding'), undefined)
  t.throws(() => writeSysctl('net/ipv4/conf/nothing/forwarding', '1'), {
    code: 'ENOENT',
  })
  t.throws(() => writeSysctl('net/ipv4/ip_forward', 'nonsense'), {
    code: 'EINVAL',
  })
  t.notOk(prepareIpv6('nothing'))
})

t.test('a router of IPv6 goes on listening to other routers', async (t) => {
  const { fd } = sandboxFor(t)
  withNetns(fd, () => {
    t.equal(readSysctl('net/ipv6/conf/lo/accept_ra'), '1')
    enableIpv6Forwarding()
    t.equal(readSysctl('net/ipv6/conf/all/forwarding'), '1')
    t.equal(readSysctl('net/ipv6/conf/lo/accept_ra'), '2')
    writeSysctl('net/ipv6/conf/lo/accept_ra', '1')
    enableIpv6Forwarding()
    t.equal(readSysctl('net/ipv6/conf/lo/accept_ra'), '1', 'it was one before')
  })
})

t.test('a link that does not listen does not begin to', async (t) => {
  const { fd } = sandboxFor(t)
  withNetns(fd, () => {
    writeSysctl('net/ipv6/conf/lo/accept_ra', '0')
    enableIpv6Forwarding()
    t.equal(readSysctl('net/ipv6/conf/lo/accept_ra'), '0')
  })
})

t.test('a link is made ready', async (t) => {
  const { fd } = sandboxFor(t)
  withNetns(fd, () => {
    t.ok(prepareIpv6('lo'))
    for (const [name, value] of [
      ['net/ipv6/conf/lo/accept_ra', '0'],
      ['net/ipv6/conf/lo/accept_dad', '0'],
      ['net/ipv6/conf/lo/disable_ipv6', '0'],
    ] as const)
      t.equal(readSysctl(name), value, name)
  })
})
