/** Why a runtime started nothing, as far as the file tells that it failed at. */

import type { Ending } from '#checker/agent/protocol.ts'
import { whyItEnded } from '#checker/outcome.ts'

const ENABLING = /\/cgroup\.subtree_control\b/
/** Names that only version 1 has. */
const V1 =
  /\b(cpu\.(shares|cfs_\w+|rt_\w+)|memory\.(memsw\.)?\w+_in_bytes|memory\.swappiness|blkio\.\w+|freezer\.state)/
/** A file of a controller that is not there: open(2) may call that EACCES. */
const CONTROLLER_FILE =
  /\/(cpu|cpuset|memory|pids|io|hugetlb|rdma)\.[\w.]+["'`]?:?.*(ENOENT|EACCES|EPERM|no such file|permission denied)/i

/**
 * A diagnosis for a runtime that got nowhere.
 *
 * @param otherwise Code if the runtime said nothing that tells more.
 */
export function whyRefused(ending: Ending, otherwise: string): string {
  const common = whyItEnded(ending, otherwise)
  if (common !== otherwise) return common
  const { stderr } = ending
  if (ENABLING.test(stderr)) return 'CONTROLLERS_REFUSED'
  if (V1.test(stderr)) return 'V1_FILE'
  return CONTROLLER_FILE.test(stderr) ? 'CONTROLLER_MISSING' : otherwise
}
