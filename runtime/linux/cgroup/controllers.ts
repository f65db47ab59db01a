// Which controllers a cgroup has is for its parent to decide, and for the
// parent's parent before: each hands down what it was handed.
//
//     /                 cgroup.subtree_control: cpu memory pids
//     └─ pod            cgroup.subtree_control: memory pids
//        └─ container   memory.max, pids.max; no cpu.max
import { wordsOf, writeCgroupFile } from './cgroup-file.ts'
import { ancestorsOf } from './path.ts'
import type { Setting } from './setting.ts'

/** Controllers that the files of some settings belong to. */
export function controllersOf(settings: readonly Setting[]): string[] {
  const names = settings.map(({ file }) => file.split('.')[0] ?? '')
  // Its files are there without any controller.
  return [...new Set(names)].filter((name) => name !== 'cgroup')
}

/**
 * Hand controllers down to a cgroup, by each of those above it, from the top.
 *
 * Nobody takes them back later: another container may rely on them by then.
 *
 * @param mountPoint Top of the hierarchy.
 * @throws {CgroupError} EBUSY for an ancestor with processes in it: below the
 *   top, a cgroup has processes or hands down controllers, and not both.
 *   ENOENT for a controller that an ancestor was not handed.
 * @see Control Group v2, "Enabling and Disabling", "No Internal Process
 *   Constraint"
 */
export function enableControllers(
  mountPoint: string,
  directory: string,
  controllers: readonly string[],
): void {
  // #region lab-04-controllers
  for (const ancestor of ancestorsOf(mountPoint, directory)) {
    const enabled = wordsOf(ancestor, 'cgroup.subtree_control')
    const missing = controllers.filter((name) => !enabled.includes(name))
    // An ancestor that is not ours to write may have been prepared for us.
    if (missing.length === 0) continue
    const words = missing.map((name) => `+${name}`).join(' ')
    writeCgroupFile(ancestor, 'cgroup.subtree_control', words)
  }
  // #endregion lab-04-controllers
}
