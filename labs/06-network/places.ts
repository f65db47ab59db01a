/**
 * Networks for the scenes of this lab, drawn so that no two of them meet: all are
 * on one host, and some at the same time.
 */
import type { Bench } from '#checker/bench.ts'
import {
  type CniNetwork,
  cniNetwork,
  type NetworkWish,
} from '#checker/network/cni.ts'
import type { LabNetwork, Pair } from '#checker/network/lab-network.ts'

/** The scenes; the number of each is in its addresses. */
const SCENES = [
  ...['tenants', 'pool', 'wish', 'nat', 'shop', 'back', 'front'],
  ...['leaver', 'gone', 'failed', 'checked', 'wired'],
] as const

/** A network, and what its addresses are. */
export interface Place {
  readonly network: CniNetwork
  readonly gateway: Pair
  /** The addresses of that number, as the kernel spells them. */
  at(number: number): Pair
}

/** Length of the network's part of an address. */
export const PREFIX = { v4: 24, v6: 64 } as const

/** A wish for all there is: of isolation nothing is said, so it is on. */
export const FULL: Partial<NetworkWish> = { ipMasq: true, extra: {} }

/**
 * Draw a network of both families. Nothing of it is there before an ADD.
 *
 * Nothing that is for a later step is switched on unless the wish says so.
 */
export function placeFor(
  bench: Bench,
  lab: LabNetwork,
  scene: (typeof SCENES)[number],
  wish: Partial<NetworkWish> = {},
): Place {
  const { seed } = bench
  const index = SCENES.indexOf(scene)
  const drawn = seed.hex(`name of network ${scene}`, 3)
  const third = seed.int(`network ${scene}, IPv4`, 1, 250)
  const group = seed.int(`network ${scene}, IPv6`, 1, 0xffff).toString(16)
  const at = (number: number): Pair => ({
    v4: `10.${20 + index}.${third}.${number}`,
    v6: `fd${20 + index}:${group}::${number.toString(16)}`,
  })
  const gateway = at(seed.int(`gateway of ${scene}`, 1, 9))
  const network = cniNetwork(bench, lab, {
    name: `net-${drawn}`,
    bridge: `br${index}-${drawn}`,
    subnets: [
      { subnet: `${at(0).v4}/${PREFIX.v4}`, gateway: gateway.v4 },
      {
        subnet: `fd${20 + index}:${group}::/${PREFIX.v6}`,
        gateway: gateway.v6,
      },
    ],
    ipMasq: false,
    extra: { isolated: false },
    ...wish,
  })
  return { network, gateway, at }
}
