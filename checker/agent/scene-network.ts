/** Runs the tools that look at a network of a scene: see evidence/scene-networks.ts. */

import { SCENE_NETWORK_SCRIPT } from '../evidence/scene-network-script.ts'
import type { Place } from '../evidence/scene-networks.ts'
import type { NetworkNamespaces } from './netns.ts'
import type { Netns } from './protocol.ts'

/** Its programs end at once; but a machine may be very busy. */
const LOOK_MS = 8_000

/**
 * What the tools print in a network; `null` if it is gone.
 *
 * @throws {Error} If the guest has no such tools, or they fail.
 */
export async function lookInside(
  networks: NetworkNamespaces,
  place: Place,
): Promise<string | null> {
  const netns = holdOf(networks, place)
  if (netns === null) return null
  try {
    return await networks.look(netns.handle, LOOK_MS, SCENE_NETWORK_SCRIPT)
  } finally {
    networks.drop(netns.path)
  }
}

/** It is taken by its process or file, which may be of another one by now. */
function holdOf(
  networks: NetworkNamespaces,
  { namespace, pid, path }: Place,
): Netns | null {
  const inode = Number(/\d+/.exec(namespace)?.[0])
  if (pid === null) return networks.holdFile(path ?? '', inode)
  const netns = networks.hold(pid)
  if (netns === null || netns.inode === inode) return netns
  networks.drop(netns.path)
  return null
}
