/** What all pictures of a page have in common, so that they speak of the same. */
import type { Scene } from '#checker/scene/scene.ts'
import { Owners } from '../../pictures/owners.ts'
import { UsageMemory } from '../../pictures/usage-memory.ts'

export const owners = new Owners()

export const usageMemory = new UsageMemory()

/**
 * Learn from a scene, whether or not a picture of it is drawn: who has which
 * colour, and what cgroups used.
 */
export function observe(scene: Scene): void {
  owners.update(scene)
  usageMemory.push(scene)
}
