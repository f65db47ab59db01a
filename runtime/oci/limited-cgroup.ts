import type { Claim } from './claim.ts'
import {
  type CgroupState,
  limitCgroup,
  makeCgroup,
} from './container-cgroup.ts'

/**
 * Make the cgroup that is planned for a container, with its limits.
 *
 * @param claim Is told of it before it is there: who is killed in between
 *   forgets nothing.
 * @throws {CgroupError} If the cgroup cannot be made or limited.
 */
export function makeLimitedCgroup(
  planned: CgroupState,
  claim: Claim,
): CgroupState {
  claim.has({ cgroup: planned })
  const cgroup = makeCgroup(planned)
  claim.has({ cgroup })
  limitCgroup(cgroup)
  return cgroup
}
