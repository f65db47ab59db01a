/** As many containers as there are addresses, several at a time, and one more. */
import type { Bench } from '#checker/bench.ts'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import { attachAll, type CniReply } from '#checker/network/cni.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import { type Netns, networkOf } from '#checker/network/namespaces.ts'
import { stranger } from './guest.ts'
import { addressesOn } from './links.ts'
import { type Place, placeFor } from './places.ts'
import { type Refused, refused } from './refused.ts'

/** The gateway is one of the range. */
const FIRST = 1
const LAST = 9
export const SIZE = LAST - FIRST

export interface Member {
  readonly netns: Netns
  readonly reply: CniReply
  readonly inside: NetworkState
}

export interface Pool {
  readonly place: Place
  readonly ifname: string
  readonly members: readonly Member[]
  /** The addresses that may be given away. */
  readonly range: readonly string[]
  /** One more than there are addresses. */
  readonly extra: Refused
}

export async function pool(bench: Bench): Promise<Pool> {
  const lab = await bench.share(labNetwork)
  const drawn = placeFor(bench, lab, 'pool')
  const place = { ...drawn, network: withRange(drawn) }
  const ifname = `eth${bench.seed.int('number of the link in the pool', 0, 9)}`
  const ask = (name: string) => stranger(bench, `pool ${name}`, { ifname })
  return bench.starts.use(async () => {
    const numbers = Array.from({ length: SIZE }, (_, index) => `${index}`)
    const asked = await Promise.all(numbers.map(ask))
    const replies = await attachAll(bench, place.network, asked)
    const extra = await refused(bench, place.network, await ask('extra'))
    const members = await Promise.all(
      asked.map(async ({ netns }, index) => ({
        netns,
        reply: replies[index] as CniReply,
        inside: await networkOf(bench, netns),
      })),
    )
    return { place, ifname, members, range: rangeOf(place), extra }
  })
}

function withRange({ network, at }: Place): Place['network'] {
  const [four, six] = network.subnets
  const [rangeStart, rangeEnd] = [at(FIRST).v4, at(LAST).v4]
  const bounded = four && { ...four, rangeStart, rangeEnd }
  return { ...network, subnets: [bounded, six].filter((one) => !!one) }
}

function rangeOf({ at, gateway }: Place): string[] {
  const all = Array.from({ length: LAST - FIRST + 1 }, (_, i) => at(FIRST + i))
  return all.map(({ v4 }) => v4).filter((address) => address !== gateway.v4)
}

/** The address of a family that a member has, as its own kernel tells it. */
export function addressOf(
  { inside }: Member,
  ifname: string,
  family: 4 | 6,
): string | null {
  const found = addressesOn(inside, ifname)
  return found.find((one) => one.family === family)?.address ?? null
}
