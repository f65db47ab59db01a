import type { Rlimit } from '../spec/process-spec.ts'
import { RESOURCES } from '../sys/constants/processes.ts'
import type { Program } from '../sys/program.ts'
import { rlimit } from '../sys/structs.ts'

/** Stands for the process that makes the call. */
const OURSELVES = 0

/**
 * Limit what the process may use up. What it has open or has mapped by now may
 * be more than that, and stays.
 *
 * It comes late, because the way here takes descriptors and memory too, and
 * before the user changes: only CAP_SYS_RESOURCE raises a hard limit, and only
 * that of the host's user namespace. A limit of processes counts all of that
 * user's, everywhere in its user namespace, and execve(2) is where it hurts
 * (EAGAIN).
 *
 * @see getrlimit(2), prlimit(2)
 */
export function limitResources(
  child: Program,
  limits: readonly Rlimit[],
): void {
  // #region lab-07-rlimits
  for (const { type, soft, hard } of limits)
    child.prlimit64(OURSELVES, RESOURCES[type], rlimit(soft, hard))
  // #endregion lab-07-rlimits
}
