import type { Program } from '../../sys/program.ts'

/**
 * Let a process come into a cgroup before it does anything else. What it uses
 * up is counted from then on, and what it has used before never moves along.
 *
 * Comes first of all that is recorded: later it may have no right to, or be in
 * namespaces where the directory means something else.
 *
 * @param directory Descriptor of the cgroup's directory, open until the
 *   process is born.
 * @see clone(2), "CLONE_INTO_CGROUP"; Control Group v2, "Processes"
 */
export function enterCgroup(child: Program, directory: number): void {
  // #region lab-04-enter
  child.bornInto(0n, directory)
  // #endregion lab-04-enter
}
