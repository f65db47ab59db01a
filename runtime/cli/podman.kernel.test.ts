// mini-cni as the plugin of podman: real containers, on a host of the test's own.
// Podman calls plugins of CNI up to its version 4, as Debian 12 and Ubuntu 24.04
// have it; those of version 5 are made without that.
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import { removeLink } from '../linux/network/change-link.ts'
import { openNetns } from '../linux/network/netns.ts'
import { directoryFor, ipIn } from '../linux/network/test/own-network.ts'
import {
  HOST,
  leasesIn,
  nsfsMounts,
  OUTSIDE,
  outsideFor,
  ownHost,
  stateOf,
} from '../network/test/host.ts'
import { seenFrom } from '../network/test/traffic.ts'
import { MNT_DETACH } from '../sys/constants/mounts.ts'
import { syscall } from '../sys/libc.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import { makeBox } from './box.kernel.test.ts'
import { podmanIn } from './test/podman.ts'

ownHost()
// crun refuses to start where both kinds of cgroups have controllers.
const UNIFIED = '/sys/fs/cgroup/unified'
if (existsSync(UNIFIED)) syscall('umount2', UNIFIED, MNT_DETACH)

/** In that /run: it goes away with the processes of this test. */
const HOME = '/run/podman-test'
const NETWORKS = join(HOME, 'networks')
const LEASES = join(HOME, 'leases')
const CONF = join(HOME, 'containers.conf')
mkdirSync(NETWORKS, { recursive: true })

// Other threads write it, who have not left the host's /run; and where a
// package.json says that all are modules, no program without a suffix starts.
const PLUGINS = directoryFor(t)
await bundleProgram({
  entry: join(import.meta.dirname, 'mini-cni.ts'),
  outfile: join(PLUGINS, 'mini-cni'),
})

// Of podman's own doing only the network matters here, so it is spared what
// machines have of limits, security modules and journals in their own ways.
writeFileSync(
  CONF,
  `[containers]
apparmor_profile = "unconfined"
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
seccomp_profile = "unconfined"
[engine]
cgroup_manager = "cgroupfs"
conmon_env_vars = ["PATH=${process.env.PATH}"]
events_logger = "file"
runtime = "crun"
[network]
network_backend = "cni"
network_config_dir = "${NETWORKS}"
cni_plugin_dirs = ["${PLUGINS}"]
`,
)

/** Write a network down where podman looks for them. */
function writeNetwork(name: string, changes: Record<string, unknown>): void {
  const { ranges, ...rest } = changes
  const plugin = {
    type: 'mini-cni',
    bridge: `br-${name}`,
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: { type: 'host-local', dataDir: LEASES, ranges },
    capabilities: { portMappings: true, ips: true },
    ...rest,
  }
  // The newest version that the libcni of podman 4.3 speaks.
  const list = { cniVersion: '1.0.0', name, plugins: [plugin] }
  writeFileSync(join(NETWORKS, `${name}.conflist`), JSON.stringify(list))
}

writeNetwork('blue', {
  isDefaultGateway: true,
  ranges: [[{ subnet: '10.1.0.0/24' }], [{ subnet: 'fd00:1::/64' }]],
})
writeNetwork('green', { ranges: [[{ subnet: '10.2.0.0/24' }]] })

const OPTIONS = [
  ...['--root', join(HOME, 'root'), '--runroot', join(HOME, 'run')],
  ...['--tmpdir', join(HOME, 'tmp'), '--storage-driver', 'vfs'],
]

const { call, podman } = podmanIn({
  home: HOME,
  config: CONF,
  options: OPTIONS,
})

/** A web server; what it serves is the name that podman gives to its host. */
const SERVER = ['busybox', 'httpd', '-f', '-p', '80', '-h', '/etc']

/** Arguments that run one under a name, on a network. */
function serverArgs(
  t: Test,
  name: string,
  network: string,
  ...options: readonly string[]
): string[] {
  const { rootfs } = makeBox(t)
  t.teardown(() => podman('rm', '-f', '-t', '0', '-i', name))
  const wanted = ['--name', name, '--network', network, ...options]
  return ['run', '-d', ...wanted, '--rootfs', rootfs, ...SERVER]
}

/** What podman knows about a place in a network. */
interface Place {
  readonly IPAddress: string
  readonly IPPrefixLen: number
  readonly Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly IPv6Gateway: string
  readonly MacAddress: string
}

/** What podman knows about a container. */
interface Inspected {
  readonly Config: { readonly Hostname: string }
  readonly NetworkSettings: {
    /** Path of its network namespace. */
    readonly SandboxKey: string
    readonly Networks: Readonly<Record<string, Place>>
  }
}

function inspect(name: string) {
  const [found] = JSON.parse(podman('inspect', name)) as Inspected[]
  if (!found) throw new Error(`no container "${name}"`)
  const { SandboxKey: netns, Networks: networks } = found.NetworkSettings
  const place = (network: string): Place => {
    const at = networks[network]
    if (!at) throw new Error(`"${name}" is not in "${network}"`)
    return at
  }
  return { hostname: found.Config.Hostname, netns, networks, place }
}

/** Run a container, and see what podman says of it. */
function serve(...[t, name, ...more]: Parameters<typeof serverArgs>) {
  podman(...serverArgs(t, name, ...more))
  return inspect(name)
}

/** A link as the kernel has it, in podman's words; link-local ones aside. */
function linkIn(netns: string, ifname = 'eth0') {
  const [link] = ipIn(netns, `addr show ${ifname}`)
  const addresses = (link?.addr_info ?? []) as {
    readonly scope: string
    readonly local: string
    readonly prefixlen: number
  }[]
  const found = addresses.filter(({ scope }) => scope === 'global')
  return {
    mac: link?.address,
    addresses: found.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
  }
}

/** The same as podman tells it. */
function linkOf(place: Place) {
  const { IPAddress, IPPrefixLen, MacAddress } = place
  const { GlobalIPv6Address, GlobalIPv6PrefixLen } = place
  const addresses = [`${IPAddress}/${IPPrefixLen}`]
  if (GlobalIPv6Address)
    addresses.push(`${GlobalIPv6Address}/${GlobalIPv6PrefixLen}`)
  return { mac: MacAddress, addresses }
}

/** What a server says to the host, who waits until it listens. */
async function heardAt(host: string): Promise<string> {
  for (let left = 50; ; left -= 1)
    try {
      const signal = AbortSignal.timeout(5000)
      const answer = await fetch(`http://${host}/hostname`, { signal })
      return (await answer.text()).trim()
    } catch (error) {
      const { cause } = error as { readonly cause?: { readonly code?: string } }
      if (cause?.code !== 'ECONNREFUSED' || left === 0) throw error
      await sleep(100)
    }
}

/** What a server says to another container. */
function heardIn(name: string, host: string): string {
  const url = `http://${host}/hostname`
  return podman('exec', name, 'busybox', 'wget', '-q', '-O', '-', url)
}

/** A namespace, open as long as the test lasts. */
function opened(t: Test, path: string): number {
  const netns = openNetns(path)
  t.teardown(() => closeSync(netns))
  return netns
}

/** All that a container could leave on its host. */
const everything = () => ({
  ...stateOf(),
  leases: ['blue', 'green'].map((network) => leasesIn(join(LEASES, network))),
  netns: existsSync('/run/netns') ? readdirSync('/run/netns').sort() : [],
  mounts: nsfsMounts(),
  containers: podman('ps', '-a', '--format', '{{.Names}}'),
})

t.test('it is a network as podman lists them', async (t) => {
  const listed = podman('network', 'ls', '--format', '{{.Name}} {{.Driver}}')
  t.match(listed.split('\n'), new Set(['blue mini-cni', 'green mini-cni']))
})

t.test('two containers of podman’s reach all they are to reach', async (t) => {
  const outside = outsideFor(t)
  const before = everything()
  const ports = ['-p', '8080:80', '-p', '8081:81', '-p', '8053:53/udp']
  const one = serve(t, 'one', 'blue', ...ports)
  const two = serve(t, 'two', 'blue')
  const [first, second] = [one.place('blue'), two.place('blue')]

  t.match(first, { Gateway: '10.1.0.1', IPv6Gateway: 'fd00:1::1' })
  t.same(linkIn(one.netns), linkOf(first))
  t.same(linkIn(two.netns), linkOf(second))
  t.not(first.IPAddress, second.IPAddress)
  t.not(first.GlobalIPv6Address, second.GlobalIPv6Address)

  for (const { hostname, place } of [one, two]) {
    const { IPAddress, GlobalIPv6Address } = place('blue')
    t.equal(await heardAt(IPAddress), hostname, 'from the host')
    t.equal(await heardAt(`[${GlobalIPv6Address}]`), hostname, 'by IPv6')
  }
  t.equal(heardIn('two', first.IPAddress), one.hostname, 'from a neighbour')
  t.equal(heardIn('one', second.IPAddress), two.hostname, 'and back')
  t.equal(heardIn('two', `[${first.GlobalIPv6Address}]`), one.hostname)

  t.equal(await heardAt('127.0.0.1:8080'), one.hostname, 'published')
  t.equal(await heardAt(`${HOST.ipv4}:8080`), one.hostname)
  t.equal(heardIn('two', `${HOST.ipv4}:8080`), one.hostname)
  const inOne = opened(t, one.netns)
  for (const protocol of ['tcp', 'udp'] as const) {
    const port = protocol === 'tcp' ? 81 : 53
    const connect = { address: HOST.ipv4, port: port + 8000 }
    const listen = { netns: inOne, address: first.IPAddress, port }
    const way = { from: outside, connect, listen, protocol }
    t.equal(seenFrom(way), OUTSIDE.ipv4, `${protocol} from outside`)
  }
  const listen = { netns: outside, address: OUTSIDE.ipv4, port: 7 }
  t.equal(seenFrom({ from: inOne, connect: listen, listen }), HOST.ipv4)

  podman('rm', '-f', '-t', '0', 'one', 'two')
  t.same(everything(), before)
})

t.test('it gets the addresses that podman is told', async (t) => {
  const before = everything()
  const mac = '02:00:00:00:00:42'
  const wish = `ip=10.1.0.77,ip=fd00:1::77,mac=${mac}`
  const one = serve(t, 'one', `blue:${wish}`)
  const addresses = ['10.1.0.77/24', 'fd00:1::77/64']
  t.same(linkIn(one.netns), { mac, addresses })
  t.same(linkOf(one.place('blue')), { mac, addresses })
  const two = serve(t, 'two', 'blue', '--ip', '10.1.0.78')
  t.equal(two.place('blue').IPAddress, '10.1.0.78')
  podman('rm', '-f', '-t', '0', 'one', 'two')
  t.same(everything(), before)
})

t.test('stop lets go of all, start has it again', async (t) => {
  const before = everything()
  const { hostname } = serve(t, 'one', 'blue', '-p', '8080:80')
  podman('stop', '-t', '0', 'one')
  t.same({ ...everything(), containers: '' }, before)
  podman('start', 'one')
  t.equal(await heardAt('127.0.0.1:8080'), hostname)
  podman('rm', '-f', '-t', '0', 'one')
  t.same(everything(), before)
})

t.test('reload makes all anew, and as it was', async (t) => {
  const before = everything()
  const { hostname, netns, place } = serve(t, 'one', 'blue')
  const link = linkIn(netns)
  withNetlink(undefined, (socket) => removeLink(socket, 'br-blue'))
  podman('network', 'reload', 'one')
  t.same(linkIn(netns), link)
  t.equal(await heardAt(place('blue').IPAddress), hostname)
  podman('rm', '-f', '-t', '0', 'one')
  t.same(everything(), before)
})

t.test('a second network comes and goes', async (t) => {
  const before = everything()
  const { netns, networks } = serve(t, 'one', 'blue')
  t.same(Object.keys(networks), ['blue'])
  const alone = { ...stateOf(), inside: stateOf(opened(t, netns)).links }
  podman('network', 'connect', 'green', 'one')
  const place = inspect('one').place('green')
  t.match(place, { IPAddress: /^10\.2\.0\./, Gateway: '10.2.0.1' })
  t.same(linkIn(netns, 'eth1'), linkOf(place))
  podman('network', 'disconnect', 'green', 'one')
  t.same({ ...stateOf(), inside: stateOf(opened(t, netns)).links }, alone)
  podman('rm', '-f', '-t', '0', 'one')
  t.same(everything(), before)
})

t.test('an ADD that fails is quoted, and leaves nothing', async (t) => {
  const before = everything()
  const one = serve(t, 'one', 'blue', '-p', '8080:80')
  const between = everything()
  const { status, stderr } = call(
    ...serverArgs(t, 'two', 'blue', '-p', '8080:80'),
  )
  t.equal(status, 126)
  t.match(
    stderr,
    /"mini-cni" failed \(add\): .*8080.* published by container "[\da-f]{12}"/,
  )
  podman('rm', '-f', '-t', '0', 'two')
  t.same(everything(), between)
  t.equal(await heardAt('127.0.0.1:8080'), one.hostname)
  podman('rm', '-f', '-t', '0', 'one')
  t.same(everything(), before)
})
