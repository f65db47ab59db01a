import { PR_SET_NO_NEW_PRIVS } from '../sys/constants/processes.ts'
import type { Program } from '../sys/program.ts'

/**
 * Let no execve(2) give the process more than it has: neither a set-user-ID
 * bit nor capabilities of a file count any more. Its children inherit that,
 * and nobody can undo it.
 *
 * Without it, only CAP_SYS_ADMIN may install a filter of system calls: who may
 * filter what a set-user-ID program sees could fool it.
 *
 * @see PR_SET_NO_NEW_PRIVS(2const)
 */
export function refuseNewPrivileges(child: Program): void {
  // #region lab-07-no-new-privileges
  child.note('From here on, no file makes us more than we are')
  child.prctl(PR_SET_NO_NEW_PRIVS, 1)
  // #endregion lab-07-no-new-privileges
}
