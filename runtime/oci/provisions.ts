import type { Bundle } from './bundle.ts'
import type { Claim } from './claim.ts'
import { claimUpper, discardLayers, mountLayers } from './container-layers.ts'
import { connect, discardNetwork, planNetwork } from './container-network.ts'
import type { NetworkMode } from './network-mode.ts'
import { type LayersWish, planLayers } from './plan-layers.ts'
import type { Provision } from './provide.ts'
import { shareNetns } from './share-netns.ts'

/** What a container is to have, besides what its bundle says. */
export interface Wishes {
  /** A root made of layers. */
  readonly layers?: LayersWish
  // #region lab-06
  readonly net?: NetworkMode
  // #endregion lab-06
}

/**
 * What there is to be made for a container; nothing is made yet.
 *
 * @param root Directory of the states.
 * @throws {NetworkError} If a plugin that it needs is not there.
 */
export function provisionsFor(
  wishes: Wishes,
  { rootfs }: Bundle,
  root: string,
  claim: Claim,
): Provision[] {
  const provisions: Provision[] = []
  const { layers } = wishes
  if (layers) provisions.push(layersProvision(layers, rootfs, claim))
  // #region lab-06
  const { net } = wishes
  const network = net && networkProvision(net, root, claim)
  if (network) provisions.push(network)
  // #endregion lab-06
  return provisions
}

function layersProvision(
  wish: LayersWish,
  rootfs: string,
  claim: Claim,
): Provision {
  let layers = planLayers(wish, claim.directory)
  return {
    make: () => {
      claim.has({ layers })
      layers = claimUpper(layers)
      claim.has({ layers })
      mountLayers(layers, wish, rootfs)
    },
    undo: async () => {
      await discardLayers(layers)
      claim.has({ layers: undefined })
    },
  }
}

// #region lab-06
function networkProvision(
  mode: NetworkMode,
  root: string,
  claim: Claim,
): Provision | undefined {
  const planned = planNetwork(mode, claim.id, claim.directory)
  if (!planned) return undefined
  let network = planned
  const make = async () => {
    claim.has({ network })
    const { netns, endpoint } = network
    if (mode.kind === 'container') shareNetns(root, mode.id, netns)
    if (!endpoint) return
    network = { netns, endpoint: await connect(endpoint) }
    claim.has({ network })
  }
  const undo = async () => {
    await discardNetwork(network)
    claim.has({ network: undefined })
  }
  return { make, undo }
}
// #endregion lab-06
