/** What most checks begin with: is there a process to look at? */

import type { Bench } from '#checker/bench.ts'
import { fail, type Outcome } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeHeld, procEvidence } from '#checker/outcome.ts'
import type { CallResult } from '#checker/visitor.ts'
import type { Box, Inside } from './box.ts'

/** A box that a fixture opened, with what else the fixture has to say. */
interface Opened<T> {
  readonly box: Box<T>
}

/** A check of a box that looks at what was found in it. */
export function ofBox<F extends Opened<T>, T>(
  fixture: (bench: Bench) => Promise<F>,
  otherwise: string,
  look: (fixed: F, found: T, inside: Inside) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const fixed = await fixture(bench)
    const { inside, found } = fixed.box
    if (inside === null || found === null) {
      return nothingRuns(fixed.box, otherwise)
    }
    return elsewhere(inside) ?? look(fixed, found, inside)
  }
}

/** Nothing that is seen in another root than that of the bundle counts. */
export function elsewhere({ seen, rootfs, isApart }: Inside): Outcome | null {
  const { root } = seen
  if (isApart && root.identity !== null && root.identity === rootfs) return null
  return fail({
    expected: `"/" is the rootfs, ${rootfs}, in a mount namespace of its own`,
    actual: isApart
      ? `"/" is ${describeHeld(root)}`
      : 'it runs in the mount namespace of the host',
    evidence: {
      ...procEvidence(seen, 'root', describeHeld(root)),
      ...procEvidence(seen, 'ns/mnt', `${seen.namespaces.mnt}`),
    },
    diagnosis: isApart ? 'ROOT_UNCHANGED' : 'MOUNT_NAMESPACE_SHARED',
  })
}

/** What the kernel answered a visitor, in words. */
export function describeResult(result: CallResult | undefined): string {
  if (result === undefined) return 'nobody could go in'
  return result.error ?? `it went well (${result.value})`
}
