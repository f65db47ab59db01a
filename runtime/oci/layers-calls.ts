import { optionsOf } from '../linux/overlay-options.ts'
import type { ParentCall } from './cgroup-calls.ts'
import { type LayersWish, planLayers } from './plan-layers.ts'

/**
 * The call that makes a root of layers, as `--explain` prints it.
 *
 * @param directory Of the container's state.
 */
export function layersCalls(
  wish: LayersWish | undefined,
  target: string,
  directory: string,
): ParentCall[] {
  if (!wish) return []
  const { upper, work } = planLayers(wish, directory)
  const options = optionsOf({ lower: wish.lower, upper, work, target })
  // In full: the order of the directories is what it is about.
  const [place, data] = [target, options].map((text) => JSON.stringify(text))
  const call = `mount("mini-runc-…", ${place}, "overlay", 0, ${data})`
  const note = 'In our parent: the layers become one root'
  return [{ call, manual: 'mount(2)', note }]
}
