import type { Argument, Data, Result, Word } from './arguments.ts'
import { Recorder, type StepOptions } from './recorder.ts'
import { SIGSET_SIZE } from './structs.ts'

/** Calls about files and directories, in the manual's names and order. */
export class FileCalls extends Recorder {
  /** Read into `buffer`; a later step sees what came. @see read(2) */
  read(
    fd: Word,
    buffer: Uint8Array,
    count: Word = buffer.length,
    options?: StepOptions,
  ): Result {
    return this.syscall('read', [fd, buffer, count], options)
  }

  /**
   * Write text or bytes, or `count` bytes that a step before read there.
   *
   * @see write(2)
   */
  write(
    fd: Word,
    data: string | Uint8Array,
    count: Word = Buffer.byteLength(data),
    options?: StepOptions,
  ): Result {
    return this.syscall('write', [fd, data, count], options)
  }

  /** Open a file; the result is its descriptor. @see openat(2) */
  openat(
    dirfd: Word,
    path: string,
    flags: Word,
    mode: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('openat', [dirfd, path, flags, mode], options)
  }

  /**
   * Open a file with a say in how its path is resolved; see `openHow`.
   *
   * @see openat2(2)
   */
  openat2(
    dirfd: Word,
    path: string,
    how: Uint8Array,
    size: Word = how.length,
    options?: StepOptions,
  ): Result {
    return this.syscall('openat2', [dirfd, path, how, size], options)
  }

  /** Close a descriptor. @see close(2) */
  close(fd: Word, options?: StepOptions): Result {
    return this.syscall('close', [fd], options)
  }

  /** Make `newFd` refer to what `oldFd` does. @see dup3(2) */
  dup3(
    oldFd: Word,
    newFd: Word,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('dup3', [oldFd, newFd, flags], options)
  }

  /** Duplicate a descriptor, or change its flags. @see fcntl(2) */
  fcntl(fd: Word, command: Word, arg: Word = 0, options?: StepOptions): Result {
    return this.syscall('fcntl', [fd, command, arg], options)
  }

  /**
   * Close all descriptors from `first` to `last`, or mark them close-on-exec.
   *
   * @see close_range(2)
   */
  close_range(
    first: Word,
    last: Word,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('close_range', [first, last, flags], options)
  }

  /** Change the working directory. @see chdir(2) */
  chdir(path: string, options?: StepOptions): Result {
    return this.syscall('chdir', [path], options)
  }

  /** Change the working directory to one that is open. @see fchdir(2) */
  fchdir(fd: Word, options?: StepOptions): Result {
    return this.syscall('fchdir', [fd], options)
  }

  /** Make a directory. @see mkdirat(2) */
  mkdirat(
    dirfd: Word,
    path: string,
    mode: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('mkdirat', [dirfd, path, mode], options)
  }

  /** Make a device node, FIFO or empty file. @see mknodat(2) */
  mknodat(
    dirfd: Word,
    path: string,
    mode: Word,
    device: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('mknodat', [dirfd, path, mode, device], options)
  }

  /** Make a symbolic link at `path` that says `target`. @see symlinkat(2) */
  symlinkat(
    target: string,
    dirfd: Word,
    path: string,
    options?: StepOptions,
  ): Result {
    return this.syscall('symlinkat', [target, dirfd, path], options)
  }

  /** Give a file one more name. @see linkat(2) */
  linkat(
    oldDirfd: Word,
    oldPath: string,
    newDirfd: Word,
    newPath: string,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'linkat',
      [oldDirfd, oldPath, newDirfd, newPath, flags],
      options,
    )
  }

  /** Remove a name; a directory with `AT_REMOVEDIR`. @see unlinkat(2) */
  unlinkat(
    dirfd: Word,
    path: string,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('unlinkat', [dirfd, path, flags], options)
  }

  /** Rename a file. @see renameat2(2) */
  renameat2(
    oldDirfd: Word,
    oldPath: string,
    newDirfd: Word,
    newPath: string,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall(
      'renameat2',
      [oldDirfd, oldPath, newDirfd, newPath, flags],
      options,
    )
  }

  /** Read what a symbolic link says. @see readlinkat(2) */
  readlinkat(
    dirfd: Word,
    path: string,
    buffer: Uint8Array,
    size: Word = buffer.length,
    options?: StepOptions,
  ): Result {
    return this.syscall('readlinkat', [dirfd, path, buffer, size], options)
  }

  /** Change the permissions of an open file. @see fchmod(2) */
  fchmod(fd: Word, mode: Word, options?: StepOptions): Result {
    return this.syscall('fchmod', [fd, mode], options)
  }

  /** Change the permissions of a file. @see fchmodat(2) */
  fchmodat(
    dirfd: Word,
    path: string,
    mode: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('fchmodat', [dirfd, path, mode], options)
  }

  /** Change the owner of an open file. @see fchown(2) */
  fchown(fd: Word, owner: Word, group: Word, options?: StepOptions): Result {
    return this.syscall('fchown', [fd, owner, group], options)
  }

  /** Change the owner of a file. @see fchownat(2) */
  fchownat(
    dirfd: Word,
    path: string,
    owner: Word,
    group: Word,
    flags: Word = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('fchownat', [dirfd, path, owner, group, flags], options)
  }

  /**
   * Ask whether a file may be used in the way `mode` says.
   *
   * @see faccessat(2)
   */
  faccessat(
    dirfd: Word,
    path: string,
    mode: Word,
    options?: StepOptions,
  ): Result {
    return this.syscall('faccessat', [dirfd, path, mode], options)
  }

  /** Set the mask that takes permissions from new files. @see umask(2) */
  umask(mask: Word, options?: StepOptions): Result {
    return this.syscall('umask', [mask], options)
  }

  /** Write the path of the working directory into `buffer`. @see getcwd(2) */
  getcwd(
    buffer: Uint8Array,
    size: Word = buffer.length,
    options?: StepOptions,
  ): Result {
    return this.syscall('getcwd', [buffer, size], options)
  }

  /** Read entries of an open directory into `buffer`. @see getdents64(2) */
  getdents64(
    fd: Word,
    buffer: Uint8Array,
    count: Word = buffer.length,
    options?: StepOptions,
  ): Result {
    return this.syscall('getdents64', [fd, buffer, count], options)
  }

  /** Ask something special of a device. @see ioctl(2) */
  ioctl(
    fd: Word,
    request: Word,
    arg: Argument = 0,
    options?: StepOptions,
  ): Result {
    return this.syscall('ioctl', [fd, request, arg], options)
  }

  /**
   * Wait until one of `fds` is ready, or for `timeout`; see `pollfds`.
   *
   * @see ppoll(2)
   */
  ppoll(
    fds: Uint8Array,
    count: Word,
    timeout: Data,
    mask: Data = null,
    size: Word = SIGSET_SIZE,
    options?: StepOptions,
  ): Result {
    return this.syscall('ppoll', [fds, count, timeout, mask, size], options)
  }
}
