// The doctor: a failed call, matched against the table it stands in and what
// the kernel shows. It never guesses; without evidence it has nothing to say.
import { deviceNodeRules } from './device-node.ts'
import type { Diagnosis, Rule } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import type { Failure } from './failure.ts'
import { filesystemRules } from './filesystem.ts'
import { hostNameRules } from './host-name.ts'
import { idGrantRules } from './id-grant.ts'
import { idMapRules } from './id-map.ts'
import { joinRules } from './join.ts'
import { lockedMountRules } from './locked-mount.ts'
import { mountPointRules } from './mount-point.ts'
import { newNamespaceRules } from './new-namespace.ts'
import { ownIdRules } from './own-id.ts'
import { pathRules } from './path.ts'
import { pathLinkRules } from './path-link.ts'
import { pivotRootRules } from './pivot-root.ts'
import { privilegeRules } from './privilege.ts'
import { programFileRules } from './program-file.ts'
import { timeOffsetRules } from './time-offset.ts'

/** In this order: the first that has an answer is right. */
export const RULES: readonly Rule[] = [
  ...privilegeRules,
  ...pivotRootRules,
  ...filesystemRules,
  ...lockedMountRules,
  ...mountPointRules,
  ...deviceNodeRules,
  ...hostNameRules,
  ...newNamespaceRules,
  ...joinRules,
  ...idMapRules,
  ...idGrantRules,
  ...ownIdRules,
  ...timeOffsetRules,
  ...pathRules,
  ...pathLinkRules,
  ...programFileRules,
]

/** Say why a call failed, if the facts prove it. */
export function diagnose(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  for (const { syscalls, codes, look } of RULES) {
    if (!syscalls.includes(failure.syscall)) continue
    const found = codes.includes(failure.code) && look(failure, facts)
    if (found) return found
  }
  return undefined
}
