import type { Data, Result, Word } from './arguments.ts'
import { MountCalls } from './mount-calls.ts'
import type { StepOptions } from './recorder.ts'
import { MOUNT_ATTR_SIZE } from './structs.ts'

/**
 * The mount calls that speak of descriptors instead of paths (Linux 5.2, and
 * 5.12 for mount_setattr): a mount is made first, changed while nobody can see
 * it, and attached where an open directory is. No path is looked up twice.
 */
export class MountFdCalls extends MountCalls {
  /**
   * Open a mount, or with OPEN_TREE_CLONE a copy of it that is attached
   * nowhere; the result is its descriptor.
   *
   * @see open_tree(2)
   */
  open_tree(
    dirfd: Word,
    path: string,
    flags: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('open_tree', [dirfd, path, flags], options)
  }

  /** Attach or move a mount. @see move_mount(2) */
  move_mount(
    fromDirfd: Word,
    fromPath: string,
    toDirfd: Word,
    toPath: string,
    flags: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'move_mount',
      [fromDirfd, fromPath, toDirfd, toPath, flags],
      options,
    )
  }

  /** Begin a filesystem of that type; the result is its context. @see fsopen(2) */
  fsopen(type: string, flags: Word, options?: StepOptions): Result {
    return this.syscall('fsopen', [type, flags], options)
  }

  /**
   * Set one parameter of a filesystem that is being made, or make it.
   *
   * @see fsconfig(2)
   */
  fsconfig(
    fd: Word,
    command: Word,
    key: string | null = null,
    value: Data = null,
    aux: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('fsconfig', [fd, command, key, value, aux], options)
  }

  /**
   * Mount what a context has made, attached nowhere; the result is the
   * descriptor of the mount.
   *
   * @param attributes MOUNT_ATTR_… flags.
   * @see fsmount(2)
   */
  fsmount(
    fd: Word,
    flags: Word,
    attributes: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('fsmount', [fd, flags, attributes], options)
  }

  /** Open a filesystem that is mounted, to change it. @see fspick(2) */
  fspick(
    dirfd: Word,
    path: string,
    flags: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('fspick', [dirfd, path, flags], options)
  }

  /**
   * Change the attributes of a mount, or with AT_RECURSIVE of all below it;
   * see `mountAttr`.
   *
   * @see mount_setattr(2)
   */
  mount_setattr(
    dirfd: Word,
    path: string,
    flags: Word,
    attributes: Uint8Array,
    size: Word = MOUNT_ATTR_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'mount_setattr',
      [dirfd, path, flags, attributes, size],
      options,
    )
  }
}
