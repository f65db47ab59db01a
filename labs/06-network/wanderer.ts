/** A container that talks to somebody far away. */
import type { Bench } from '#checker/bench.ts'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import type { Exchange } from '#checker/network/exchange.ts'
import { type LabNetwork, labNetwork } from '#checker/network/lab-network.ts'
import { networkOf } from '#checker/network/namespaces.ts'
import { connect, type Guest } from './guest.ts'
import { placeFor } from './places.ts'
import { talk } from './talk.ts'

export interface Wanderer {
  readonly lab: LabNetwork
  readonly guest: Guest
  readonly tcp4: Exchange
  readonly udp4: Exchange
  readonly tcp6: Exchange
  readonly udp6: Exchange
  /** The host, when all was said. */
  readonly host: NetworkState
}

export async function wanderer(bench: Bench): Promise<Wanderer> {
  const lab = await bench.share(labNetwork)
  const { network } = placeFor(bench, lab, 'nat', { ipMasq: true })
  const { v4, v6 } = lab.farAddress
  return bench.starts.use(async () => {
    const guest = await connect(bench, network, 'wanderer')
    const port = bench.seed.int('port far away', 2000, 9000)
    const call = { from: guest.netns, to: lab.outside }
    // A UDP server that waits everywhere answers from its address on the uplink.
    const near = lab.outsideAddress
    const [tcp4, udp4, tcp6, udp6] = await Promise.all([
      talk(bench, { ...call, address: v4, port }),
      talk(bench, { ...call, address: near.v4, port, protocol: 'udp' }),
      talk(bench, { ...call, address: v6, port: port + 1 }),
      talk(bench, {
        ...call,
        address: near.v6,
        port: port + 1,
        protocol: 'udp',
      }),
    ])
    const host = await networkOf(bench, lab.host)
    return { lab, guest, tcp4, udp4, tcp6, udp6, host }
  })
}
