import { AT_EMPTY_PATH } from '../sys/constants/files.ts'
import { MOUNT_ATTR_RDONLY } from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'

/**
 * Let nobody write to the root filesystem through this mount of it. What is
 * mounted below stays writable, and so does the directory on the host.
 *
 * @param root The root, as a descriptor.
 * @see mount_setattr(2); runtime-spec config.md, "Root"
 */
export function makeRootReadOnly(child: Program, root: Word): void {
  // #region lab-03-read-only-root
  const readOnly = mountAttr({ set: MOUNT_ATTR_RDONLY })
  child.mount_setattr(root, '', AT_EMPTY_PATH, readOnly)
  // #endregion lab-03-read-only-root
}
