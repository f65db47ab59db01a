/** Two containers in one network, both with addresses that they ask for. */
import type { Bench } from '#checker/bench.ts'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import type { CniReply } from '#checker/network/cni.ts'
import {
  type LabNetwork,
  labNetwork,
  type Pair,
} from '#checker/network/lab-network.ts'
import { type Netns, networkOf } from '#checker/network/namespaces.ts'
import { connect } from './guest.ts'
import { type Place, placeFor } from './places.ts'

export interface Tenant {
  readonly netns: Netns
  readonly wanted: Pair
  readonly reply: CniReply
  /** Its network, when both are connected. */
  readonly inside: NetworkState
}

export interface Tenants {
  readonly lab: LabNetwork
  readonly place: Place
  readonly ifname: string
  readonly mtu: number
  readonly first: Tenant
  readonly second: Tenant
  /** The host when only the first was connected, and when both were. */
  readonly before: NetworkState
  readonly host: NetworkState
}

export async function tenants(bench: Bench): Promise<Tenants> {
  const lab = await bench.share(labNetwork)
  const { seed } = bench
  const ifname = `eth${seed.int('number of the link', 0, 9)}`
  const mtu = seed.int('MTU of the tenants', 1300, 1490)
  const place = placeFor(bench, lab, 'tenants', { mtu })
  const settle = async (name: string, number: number) => {
    const wanted = place.at(number)
    const wish = { ifname, ips: [wanted.v4, wanted.v6] }
    const { netns, reply } = await connect(bench, place.network, name, wish)
    return { netns, wanted, reply }
  }
  return bench.starts.use(async () => {
    const number = seed.int('number of a tenant', 20, 99)
    const one = await settle('first tenant', number)
    const before = await networkOf(bench, lab.host)
    const other = await settle('second tenant', number + 100)
    const host = await networkOf(bench, lab.host)
    const first = { ...one, inside: await networkOf(bench, one.netns) }
    const second = { ...other, inside: await networkOf(bench, other.netns) }
    return { lab, place, ifname, mtu, first, second, before, host }
  })
}

/** The link inside, and the host's end of its cable. */
export function cableOf({ inside }: Tenant, { host, ifname }: Tenants) {
  const inner = inside.links.find(({ name }) => name === ifname)
  const outer = host.links.find(
    ({ index, kind }) => kind === 'veth' && index === inner?.peerIndex,
  )
  return { inner, outer }
}
