import {
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
} from '../sys/constants/mounts.ts'
import type { Program, Result } from '../sys/program.ts'
import type { Parameter } from './mount-options.ts'

/** A filesystem, and how it is to be mounted. */
export interface NewFilesystem {
  /** As /proc/filesystems names it. */
  readonly type: string
  /** In this order; `source` is one of them. */
  readonly parameters: readonly Parameter[]
  /** MOUNT_ATTR_… of the mount. */
  readonly attributes: number
}

/**
 * Make a filesystem and mount it, attached nowhere yet.
 *
 * `proc`, `sysfs`, `mqueue` and `cgroup2` show the namespaces of the process
 * that makes this call.
 *
 * @returns The root of the mount, as a descriptor.
 * @see fsopen(2), fsconfig(2), fsmount(2)
 */
export function newFilesystem(
  child: Program,
  { type, parameters, attributes }: NewFilesystem,
): Result {
  // #region lab-03-filesystem
  const context = child.fsopen(type, FSOPEN_CLOEXEC)
  setParameters(child, context, parameters)
  child.fsconfig(context, FSCONFIG_CMD_CREATE)
  const tree = child.fsmount(context, FSMOUNT_CLOEXEC, attributes)
  child.close(context)
  return tree
  // #endregion lab-03-filesystem
}

/** Set parameters, each by a call of its own: an error says which is wrong. */
export function setParameters(
  child: Program,
  context: Result,
  parameters: readonly Parameter[],
): void {
  for (const { key, value } of parameters)
    if (value === undefined) child.fsconfig(context, FSCONFIG_SET_FLAG, key)
    else child.fsconfig(context, FSCONFIG_SET_STRING, key, value)
}
