import { CLONE_NEWCGROUP } from '../sys/constants/processes.ts'
import type { Program } from '../sys/program.ts'

/**
 * Make the cgroup in which the process is now the root of all it will see of
 * the hierarchy. The flag of clone3(2) would take the parent's for that.
 *
 * @see cgroup_namespaces(7), unshare(2)
 */
export function hideCgroups(child: Program): void {
  // #region lab-02-cgroup
  child.note('Not earlier: our cgroup of this moment is "/" from here on')
  child.unshare(CLONE_NEWCGROUP)
  // #endregion lab-02-cgroup
}
