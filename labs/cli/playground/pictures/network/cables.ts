/**
 * Which ends belong together. A veth is told the index that its other end has, in
 * whatever namespace that is; and most containers' only link has the index 2:
 *
 *     machine  5: veth-a → 2        sandbox A  2: eth0 → 5
 *     machine  6: veth-b → 2        sandbox B  2: eth0 → 6
 *
 * So both ends have to name each other.
 */
import type { Link } from '#checker/evidence/network-state.ts'
import type { SceneNetwork } from '#checker/scene/scene.ts'

export interface End {
  readonly network: SceneNetwork
  readonly link: Link
}

export interface Cable {
  /** The end in the machine's own namespace, if there is one there. */
  readonly near: End
  readonly far: End
}

/** Cables between namespaces; the machine's network is the first of them. */
export function cablesOf(networks: readonly SceneNetwork[]): Cable[] {
  const ends = networks.flatMap((network) =>
    network.state.links
      .filter(({ peerIndex }) => peerIndex !== null)
      .map((link) => ({ network, link })),
  )
  const cables: Cable[] = []
  const used = new Set<End>()
  for (const near of ends) {
    const far = ends.find((end) => !used.has(end) && areOne(near, end))
    if (used.has(near) || far === undefined) continue
    used.add(near).add(far)
    cables.push({ near, far })
  }
  return cables
}

function areOne(near: End, far: End): boolean {
  return (
    near !== far &&
    near.network !== far.network &&
    near.link.peerIndex === far.link.index &&
    far.link.peerIndex === near.link.index
  )
}
