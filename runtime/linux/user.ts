import type { Program } from '../sys/program.ts'

/**
 * Become root of a user namespace. Until its IDs are mapped, and until they
 * are taken, everybody in it is nobody (65534).
 *
 * @see user_namespaces(7), setresuid(2), setgroups(2)
 */
export function becomeRoot(child: Program): void {
  // #region lab-02-become-root
  child.note('Root inside is the user of the host that the maps name')
  // Refused where setgroups is denied: who has groups there keeps them.
  child.setgroups([], { ignore: ['EPERM'] })
  // The groups first: without CAP_SETGID there is no way to them.
  child.setresgid(0, 0, 0)
  child.setresuid(0, 0, 0)
  // #endregion lab-02-become-root
}
