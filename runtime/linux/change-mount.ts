import { AT_EMPTY_PATH, AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  FSCONFIG_CMD_RECONFIGURE,
  FSPICK_CLOEXEC,
  FSPICK_EMPTY_PATH,
} from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
import type { MountOptions, Parameter } from './mount-options.ts'
import { setParameters } from './new-filesystem.ts'

/**
 * Change the mount at an open place: the attributes named, and no others. The
 * `remount` of mount(2) would take away what is not named.
 *
 * @see mount_setattr(2), fspick(2)
 */
export function changeMount(
  child: Program,
  place: Word,
  { changes, parameters, propagation }: MountOptions,
): void {
  const reach = (isRecursive: boolean) =>
    AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0)
  for (const { set, clear, isRecursive } of changes)
    child.mount_setattr(
      place,
      '',
      reach(isRecursive),
      mountAttr({ set, clear }),
    )
  if (propagation)
    child.mount_setattr(
      place,
      '',
      reach(propagation.isRecursive),
      mountAttr({ propagation: propagation.propagation }),
    )
  if (parameters.length > 0) changeFilesystem(child, place, parameters)
}

/** Tell a filesystem, wherever it is mounted, of parameters that are new. */
function changeFilesystem(
  child: Program,
  place: Word,
  parameters: readonly Parameter[],
): void {
  const flags = FSPICK_CLOEXEC | FSPICK_EMPTY_PATH
  const context = child.fspick(place, '', flags)
  setParameters(child, context, parameters)
  child.fsconfig(context, FSCONFIG_CMD_RECONFIGURE)
  child.close(context)
}
