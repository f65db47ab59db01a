/** A container that asks for an address, and another that asks for the same. */
import type { Bench } from '#checker/bench.ts'
import type { CniReply } from '#checker/network/cni.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import { networkOf } from '#checker/network/namespaces.ts'
import { connect, stranger } from './guest.ts'
import { placeFor } from './places.ts'
import { type Refused, refused } from './refused.ts'

export interface Wished {
  readonly wanted: string
  readonly reply: CniReply
  readonly found: readonly string[]
  readonly again: Refused
}

export async function wished(bench: Bench): Promise<Wished> {
  const lab = await bench.share(labNetwork)
  const { network, at } = placeFor(bench, lab, 'wish')
  const wanted = at(bench.seed.int('address that is asked for', 20, 250)).v4
  const args = `IgnoreUnknown=1;IP=${wanted}`
  return bench.starts.use(async () => {
    const first = await connect(bench, network, 'wish of first', { args })
    const { addresses } = await networkOf(bench, first.netns)
    const second = await stranger(bench, 'wish of second', { args })
    const again = await refused(bench, network, second)
    const found = addresses
      .filter(({ link, family }) => link === 'eth0' && family === 4)
      .map(({ address }) => address)
    return { wanted, reply: first.reply, found, again }
  })
}
