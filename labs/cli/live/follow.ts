/** Looks at cgroups again and again, one look after the other. */
import { setTimeout } from 'node:timers/promises'
import type { CgroupLook } from '#checker/evidence/cgroup-look.ts'

export const LOOK_EVERY_MS = 250

/** How much longer to wait than a look took: a fiftieth is what may be spent. */
const PAUSE_PER_LOOK = 50
const LONGEST_PAUSE_MS = 2000

/**
 * Look until told to stop. A guest that is slow is looked at less often, so that
 * whatever runs there hardly feels it.
 *
 * @throws Whatever `look` throws, unless it was told to stop.
 */
export async function follow(
  look: () => Promise<CgroupLook>,
  onLook: (look: CgroupLook) => void,
  signal: AbortSignal,
  everyMs = LOOK_EVERY_MS,
): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    let tookMs = 0
    try {
      const found = await look()
      tookMs = found.tookNs / 1e6
      if (!signal.aborted) onLook(found)
    } catch (error) {
      if (!signal.aborted) throw error
    }
    const cheap = Math.min(LONGEST_PAUSE_MS, tookMs * PAUSE_PER_LOOK)
    const left = Math.max(cheap, everyMs - (performance.now() - began))
    await setTimeout(left, null, { signal }).catch(() => null)
  }
}
