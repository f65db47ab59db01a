// Mounts that the child cannot make and only attaches. Who gives a mount a map
// of owners needs CAP_SYS_ADMIN over the filesystem below it; a container in a
// user namespace has that over what it made itself, and the host's filesystems
// are not among it. So the parent makes the mount, attached nowhere, and the
// child inherits the descriptor:
//
//     parent   open_tree ─ mount_setattr(IDMAP) ── fd ──┐
//              fsopen ─ fsmount ─ copy files ────── fd ──┤
//     child                                             └─ move_mount
//
// Nor can a table of system calls walk a directory: a tmpfs that begins with
// what was there is made, and filled, by the parent as well.
import { isCopiedUp, isIdMapped } from '../spec/mount-options.ts'
import type { Mount } from '../spec/runtime-spec.ts'

/** A mount that is attached nowhere yet. */
export interface ReadyMount {
  /** Open in the child when it is born. */
  readonly fd: number
  /** Whether it shows a directory, not a file. */
  readonly isDirectory: boolean
}

/** By the entry of `mounts` that asks for it. */
export type ReadyMounts = ReadonlyMap<Mount, ReadyMount>

/** After the descriptors that other parts of a drawing have. */
const FIRST_DRAWN = 8

/** Whether the parent has to make this mount. */
export function isMadeByParent(mount: Mount): boolean {
  return isIdMapped(mount) || isCopiedUp(mount)
}

/** Numbers for a drawing, where nothing is made. */
export function readyInDrawing(mounts: readonly Mount[] = []): ReadyMounts {
  const drawn = mounts.filter(isMadeByParent).map((mount, index) => {
    const ready = { fd: FIRST_DRAWN + index, isDirectory: true }
    return [mount, ready] as const
  })
  return new Map(drawn)
}
