/** A container with published ports, and all who come by. */
import type { Bench } from '#checker/bench.ts'
import type { PortMapping } from '#checker/network/cni.ts'
import type { Exchange } from '#checker/network/exchange.ts'
import { holdPort } from '#checker/network/hold-port.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import type { Netns } from '#checker/network/namespaces.ts'
import { connect, type Guest, stranger } from './guest.ts'
import { placeFor } from './places.ts'
import { type Refused, refused } from './refused.ts'
import { allOf, type Talks, talk } from './talk.ts'
import { isChain } from './verdict.ts'

const VISITORS: readonly string[] = [
  ...['outside', 'udp', 'v6', 'host', 'loopback', 'itself', 'neighbour'],
]
const ELSEWHERE = VISITORS.length
const HELD = ELSEWHERE + 1

export interface Shop {
  readonly guest: Guest
  readonly neighbour: Guest
  readonly ports: readonly PortMapping[]
  readonly visits: Talks
  /** A neighbour talks to the same port of somebody else's. */
  readonly elsewhere: Exchange
  /** Others who want a port that is taken; nobody asks that of a chain. */
  readonly conflict: Refused | null
  readonly listener: Refused | null
}

export async function shop(bench: Bench): Promise<Shop> {
  const lab = await bench.share(labNetwork)
  const { network } = placeFor(bench, lab, 'shop', { ipMasq: true })
  const hostPort = bench.seed.int('first published port', 20_000, 29_000)
  const containerPort = bench.seed.int('first port of the shop', 2000, 9000)
  const mapping = (index: number): PortMapping => ({
    hostPort: hostPort + index,
    containerPort: containerPort + index,
    protocol: VISITORS[index] === 'udp' ? 'udp' : 'tcp',
  })
  const ports = [...VISITORS.keys(), ELSEWHERE].map(mapping)
  return bench.starts.use(async () => {
    const guest = await connect(bench, network, 'shop', { ports })
    const neighbour = await connect(bench, network, 'neighbour of the shop')
    const visit = (who: string, from: Netns, address: string) => {
      const mapped = mapping(VISITORS.indexOf(who))
      return talk(bench, {
        ...{ from, to: guest.netns, address, protocol: mapped.protocol },
        ...{ port: mapped.hostPort, listen: mapped.containerPort },
      })
    }
    const { v4, v6 } = lab.hostAddress
    const people: readonly (readonly [string, Netns, string])[] = [
      ['outside', lab.outside, v4],
      ['udp', lab.outside, v4],
      ['v6', lab.outside, v6],
      ['host', lab.host, v4],
      ['loopback', lab.host, '127.0.0.1'],
      ['itself', guest.netns, v4],
      ['neighbour', neighbour.netns, v4],
    ]
    const visits = await allOf(
      Object.fromEntries(people.map((one) => [one[0], visit(...one)])),
    )
    const elsewhere = await talk(bench, {
      ...{ from: neighbour.netns, to: lab.outside },
      ...{ address: lab.farAddress.v4, port: mapping(ELSEWHERE).hostPort },
    })
    const shared = { guest, neighbour, ports, visits, elsewhere }
    if (isChain(bench)) return { ...shared, conflict: null, listener: null }
    const want = async (name: string, port: PortMapping) =>
      refused(bench, network, await stranger(bench, name, { ports: [port] }))
    const other = { ...mapping(0), containerPort: containerPort + 99 }
    const conflict = await want('rival', other)
    const held = { address: '0.0.0.0', port: hostPort + HELD }
    const holder = await holdPort(bench, lab.host, {
      protocol: 'tcp',
      ...held,
    })
    const listener = await want('latecomer', mapping(HELD))
    await holder.release()
    return { ...shared, conflict, listener }
  })
}
