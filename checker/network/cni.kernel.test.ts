/** The driver, and the world around it, with the plugins of the CNI project. */
import { existsSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { Bench } from '../bench.ts'
import { type JudgedProgram, NO_PARTS } from '../check.ts'
import { nativeBench } from '../test/native-bench.ts'
import {
  attach,
  attachAll,
  type CniNetwork,
  cniNetwork,
  detach,
  leasesOf,
  verify,
  version,
} from './cni.ts'
import { exchange } from './exchange.ts'
import { holdPort } from './hold-port.ts'
import { type LabNetwork, labNetwork, leftOnHost } from './lab-network.ts'
import { dropNetns, makeNetns, networkOf } from './namespaces.ts'
import { ping } from './ping.ts'
import { PLUGIN_CHAIN, PLUGIN_FOLDER } from './plugin-chain.ts'

t.jobs = 1

const chain: JudgedProgram = {
  ...NO_PARTS,
  name: PLUGIN_FOLDER,
  files: [],
  cni: PLUGIN_CHAIN.map((plugin) => `${PLUGIN_FOLDER}/${plugin}`),
}
const skip = existsSync(`${PLUGIN_FOLDER}/bridge`)
  ? false
  : 'containernetworking-plugins are not installed'

interface Scene {
  readonly bench: Bench
  readonly lab: LabNetwork
  readonly network: CniNetwork
}

async function scene(t: Test): Promise<Scene> {
  const bench = await nativeBench(t, chain)
  const lab = await bench.share(labNetwork)
  const network = cniNetwork(bench, lab, {
    name: 'blue',
    bridge: 'br-blue',
    subnets: [{ subnet: '10.7.8.0/24' }, { subnet: 'fd07::/64' }],
  })
  return { bench, lab, network }
}

t.test('the lab has a host, and a world around it', async (t) => {
  const bench = await nativeBench(t)
  const lab = await labNetwork(bench)
  const { host, outside, outsideAddress, farAddress, hostAddress } = lab
  for (const address of [
    ...Object.values(outsideAddress),
    ...Object.values(farAddress),
  ])
    t.match(
      await ping(bench, { from: host, address }),
      { answered: true },
      address,
    )
  for (const address of Object.values(hostAddress))
    t.match(
      await ping(bench, { from: outside, address }),
      { answered: true },
      address,
    )
  const nowhere = { from: outside, address: '10.7.8.9' }
  t.same(await ping(bench, nowhere), { answered: false, error: 'ENETUNREACH' })
  t.same(await leftOnHost(bench, lab), [])
  t.same(await bench.call('leftovers', {}), [])
})

t.test('ADD, CHECK and DEL of a chain', { skip }, async (t) => {
  const { bench, lab, network } = await scene(t)
  const netns = await makeNetns(bench, 'one')
  const it = { containerId: 'one', netns }
  const added = await attach(bench, network, it)
  t.match(added, { error: null, ending: { code: 0 } }, added.ending.stdout)
  const [four, six] = added.result?.ips ?? []
  t.match(four?.address, /^10\.7\.8\.\d+\/24$/)
  t.match(six?.address, /^fd07::\w+\/64$/)

  const inside = await networkOf(bench, netns)
  const link = inside.links.find(({ name }) => name === 'eth0')
  t.match(link, { kind: 'veth', isUp: true })
  const host = await networkOf(bench, lab.host)
  const port = host.links.find(({ index }) => index === link?.peerIndex)
  t.match(port, { master: 'br-blue', port: { hairpin: true } })
  t.ok(host.rules.length > 0, 'iptables-nft writes rules that nft shows')

  const { outside, hostAddress, farAddress } = lab
  const traffic = {
    from: netns,
    to: outside,
    protocol: 'tcp' as const,
    connect: { address: farAddress.v4, port: 80 },
    listen: { address: '0.0.0.0', port: 80 },
  }
  const out = await exchange(bench, traffic)
  t.match(out, { works: true, seenFrom: { address: hostAddress.v4 } })
  t.not(out.local?.address, hostAddress.v4, 'it was masqueraded')

  const result = added.result
  if (result === null) throw new Error('No result')
  const checked = await verify(bench, network, it, result)
  t.equal(checked.ending.code, 0, checked.ending.stdout)
  for (const round of ['once', 'twice']) {
    const gone = await detach(bench, network, it, result)
    t.equal(gone.ending.code, 0, `${round}: ${gone.ending.stdout}`)
  }
  const left = await leftOnHost(bench, lab)
  t.ok(left.includes('link br-blue (bridge)'), 'theirs leave the bridge')
  t.notOk(left.some((line) => line.includes('veth')))
  t.match((await version(bench, lab)).stdout, /"supportedVersions"/)
})

t.test('nobody outside answers who is not masqueraded', { skip }, async (t) => {
  const { bench, lab, network } = await scene(t)
  const netns = await makeNetns(bench, 'bare')
  const bare = { ...network, ipMasq: false }
  const added = await attach(bench, bare, { containerId: 'bare', netns })
  t.equal(added.ending.code, 0, added.ending.stdout)
  const [lease = ''] = added.result?.ips?.[0]?.address.split('/') ?? []
  t.ok((await leasesOf(bench, network)).some((name) => name.endsWith(lease)))
  const out = await exchange(bench, {
    from: netns,
    to: lab.outside,
    protocol: 'udp',
    connect: { address: lab.farAddress.v4, port: 80 },
    listen: { address: '0.0.0.0', port: 80 },
    timeoutMs: 300,
  })
  t.match(out, { there: true, back: false, seenFrom: { address: lease } })
})

t.test('a published port, and one that is taken', { skip }, async (t) => {
  const { bench, lab, network } = await scene(t)
  const netns = await makeNetns(bench, 'web')
  const ports = [
    { hostPort: 8080, containerPort: 80, protocol: 'tcp' as const },
  ]
  const added = await attach(bench, network, {
    containerId: 'web',
    netns,
    ports,
  })
  t.equal(added.ending.code, 0, added.ending.stdout)
  const ask = (from: typeof netns, address: string) =>
    exchange(bench, {
      from,
      to: netns,
      protocol: 'tcp',
      connect: { address, port: 8080 },
      listen: { address: '0.0.0.0', port: 80 },
    })
  t.match(await ask(lab.outside, lab.hostAddress.v4), { works: true })
  t.match(await ask(lab.host, '127.0.0.1'), { works: true })
  const holder = await holdPort(bench, lab.host, {
    protocol: 'tcp',
    address: '0.0.0.0',
    port: 9090,
  })
  const again = { protocol: 'tcp' as const, address: '0.0.0.0', port: 9090 }
  await t.rejects(holdPort(bench, lab.host, again), /cannot listen/)
  await holder.release()
  await (await holdPort(bench, lab.host, again)).release()
  await dropNetns(bench, netns)
  const gone = await detach(bench, network, {
    containerId: 'web',
    netns: '',
    ports,
  })
  t.equal(gone.ending.code, 0, gone.ending.stdout)
  t.same(await bench.call('leftovers', {}), [])
  t.notOk((await leasesOf(bench, network)).some((name) => /^10\./.test(name)))
})

t.test('an error comes as code and message', { skip }, async (t) => {
  const { bench, network } = await scene(t)
  const lost = { containerId: 'lost', netns: '/run/netns/none' }
  const reply = await attach(bench, network, lost)
  t.match(reply, { result: null, error: { code: Number, msg: String } })
})

t.test('several at a time have different addresses', { skip }, async (t) => {
  const { bench, network } = await scene(t)
  const attachments = await Promise.all(
    Array.from({ length: 8 }, async (_, number) => ({
      containerId: `c${number}`,
      netns: await makeNetns(bench, `c${number}`),
    })),
  )
  const replies = await attachAll(bench, network, attachments)
  const addresses = replies.map(({ result }) => result?.ips?.[0]?.address)
  t.equal(new Set(addresses).size, attachments.length, `${addresses}`)
})
