/** A container that asks for an address, and another that asks for the same. */
import type { Bench } from '#checker/bench.ts'
import { attach, type CniReply } from '#checker/network/cni.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import { makeNetns, networkOf } from '#checker/network/namespaces.ts'
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
  const ask = async (name: string) => ({
    containerId: `${name}-${bench.seed.hex(`wish of ${name}`, 3)}`,
    netns: await makeNetns(bench, `wish of ${name}`),
    args,
  })
  return bench.starts.use(async () => {
    const first = await ask('first')
    const reply = await attach(bench, network, first)
    const { addresses } = await networkOf(bench, first.netns)
    const again = await refused(bench, network, await ask('second'))
    const found = addresses
      .filter(({ link, family }) => link === 'eth0' && family === 4)
      .map(({ address }) => address)
    return { wanted, reply, found, again }
  })
}
