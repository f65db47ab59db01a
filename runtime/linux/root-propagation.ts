import type { Propagation } from '../spec/runtime-spec.ts'
import { AT_EMPTY_PATH, AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  MS_PRIVATE,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
} from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'

const PROPAGATION: Readonly<Record<Propagation, number>> = {
  private: MS_PRIVATE,
  shared: MS_SHARED,
  slave: MS_SLAVE,
  unbindable: MS_UNBINDABLE,
}

/**
 * Part the root from the peer group of the host's mount that it is a copy of,
 * unless it is to hear what is mounted there. One that is `shared` afterwards
 * then begins a group of its own.
 *
 * @param root The root, as a descriptor.
 */
export function partFromHost(
  child: Program,
  root: Word,
  propagation: Propagation = 'private',
): void {
  if (propagation === 'slave') return
  const apart = mountAttr({ propagation: MS_PRIVATE })
  child.mount_setattr(root, '', AT_EMPTY_PATH | AT_RECURSIVE, apart)
}

/**
 * Set what the root mount passes on and hears. It comes after pivot_root(2),
 * which takes no root that is shared (EINVAL).
 *
 * @param root The root, as a descriptor.
 * @see config-linux.md, "Rootfs Mount Propagation"; mount_namespaces(7)
 */
export function setRootPropagation(
  child: Program,
  root: Word,
  propagation: Propagation,
): void {
  // #region lab-03-propagation
  const attributes = mountAttr({ propagation: PROPAGATION[propagation] })
  child.mount_setattr(root, '', AT_EMPTY_PATH, attributes)
  // #endregion lab-03-propagation
}
