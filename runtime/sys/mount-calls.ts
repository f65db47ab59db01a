import type { Data, Result, Word } from './arguments.ts'
import { FileCalls } from './file-calls.ts'
import type { StepOptions } from './recorder.ts'

/** Calls about roots, mounts and namespaces, in the manual's names and order. */
export class MountCalls extends FileCalls {
  /**
   * Change the root directory of the process, and nothing else.
   *
   * @see chroot(2)
   */
  chroot(path: string, options?: StepOptions): Result {
    return this.syscall('chroot', [path], options)
  }

  /** Swap the root mount with the mount at `newRoot`. @see pivot_root(2) */
  pivot_root(newRoot: string, putOld: string, options?: StepOptions): Result {
    return this.syscall('pivot_root', [newRoot, putOld], options)
  }

  /**
   * Attach a filesystem at `target`, or change the mount there.
   *
   * @see mount(2)
   */
  mount(
    source: string | null,
    target: string,
    type: string | null,
    flags: Word,
    data: Data,
    options?: StepOptions,
  ): Result {
    return this.syscall('mount', [source, target, type, flags, data], options)
  }

  /** Detach the mount at `target`. @see umount2(2) */
  umount2(target: string, flags: Word, options?: StepOptions): Result {
    return this.syscall('umount2', [target, flags], options)
  }

  /** Leave namespaces for new ones of one's own. @see unshare(2) */
  unshare(flags: Word, options?: StepOptions): Result {
    return this.syscall('unshare', [flags], options)
  }

  /** Enter namespaces of another process. @see setns(2) */
  setns(fd: Word, flags: Word, options?: StepOptions): Result {
    return this.syscall('setns', [fd, flags], options)
  }

  /** Set the host name of the UTS namespace. @see sethostname(2) */
  sethostname(name: string, options?: StepOptions): Result {
    return this.syscall('sethostname', [name, Buffer.byteLength(name)], options)
  }

  /** Set the NIS domain name of the UTS namespace. @see setdomainname(2) */
  setdomainname(name: string, options?: StepOptions): Result {
    const size = Buffer.byteLength(name)
    return this.syscall('setdomainname', [name, size], options)
  }
}
