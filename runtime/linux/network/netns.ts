/**
 * Network namespaces that have a name: a file, on which the namespace is
 * mounted. The mount keeps it alive while nobody is in it.
 *
 *     /run/netns/blue        an empty file, and below it …
 *     net:[4026532281]       … the namespace
 *
 * @see network_namespaces(7), ip-netns(8)
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  statfsSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { NetworkError } from '../../errors.ts'
import {
  MNT_DETACH,
  MS_BIND,
  UMOUNT_NOFOLLOW,
} from '../../sys/constants/mounts.ts'
import { NS_GET_NSTYPE, NSFS_MAGIC } from '../../sys/constants/netns.ts'
import { CLONE_NEWNET } from '../../sys/constants/processes.ts'
import { SyscallError } from '../../sys/errors.ts'
import { syscall } from '../../sys/libc.ts'
import { OWN_NETNS, withNewNetns } from '../../sys/netns.ts'

/**
 * Open a network namespace.
 *
 * @param path `/run/netns/blue`, `/proc/<pid>/ns/net`.
 * @returns A descriptor, to be closed by the caller.
 * @throws {NetworkError} EINVAL if it is something else.
 * @throws {Error} ENOENT; for a process that has ended as well.
 */
export function openNetns(path: string): number {
  // Somebody could have put a pipe there, which would wait for its other end.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (isNetns(fd)) return fd
    const kind = fstatSync(fd).isFile() ? 'another file' : 'something else'
    const subject = `"${path}"`
    throw new NetworkError(subject, 'a network namespace', kind, 'EINVAL')
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** @see ioctl_nsfs(2) */
function isNetns(fd: number): boolean {
  try {
    return BigInt(syscall('ioctl', fd, NS_GET_NSTYPE)) === CLONE_NEWNET
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'ENOTTY') return false
    throw error
  }
}

/**
 * Make a network namespace with a name. It has one link, `lo`, which is down.
 *
 * @param path A file that is not there, in a directory that is.
 * @throws {Error} EEXIST, ENOENT. Nothing is left then.
 */
export function makeNetns(path: string): void {
  withNewNetns(() => bindNetns(OWN_NETNS, path))
}

/**
 * Give a network namespace a name, or another one.
 *
 * @param fd A namespace, open; it stays open.
 * @param path A file that is not there, in a directory that is.
 * @throws {Error} EEXIST, ENOENT. Nothing is left then.
 */
export function nameNetns(fd: number, path: string): void {
  bindNetns(`/proc/self/fd/${fd}`, path)
}

function bindNetns(source: string, path: string): void {
  const { O_RDONLY, O_CREAT, O_EXCL } = constants
  closeSync(openSync(path, O_RDONLY | O_CREAT | O_EXCL, 0o444))
  try {
    syscall('mount', source, path, null, MS_BIND, null)
  } catch (error) {
    unlinkSync(path)
    throw error
  }
}

/**
 * Take a network namespace its name. It goes away, with its links, as soon as
 * nobody is in it and nobody has it open; that takes the kernel a moment.
 *
 * @returns Whether it was there.
 * @throws {NetworkError} EINVAL if the file is something else, which stays.
 */
export function removeNetns(path: string): boolean {
  try {
    // Each name of a file can have mounts on top of each other.
    while (statfsSync(path).type === NSFS_MAGIC)
      syscall('umount2', path, MNT_DETACH | UMOUNT_NOFOLLOW)
    refuseForeign(path)
    unlinkSync(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** What is below the mount is empty; other files are not ours to remove. */
function refuseForeign(path: string): void {
  const stat = statSync(path)
  if (stat.isFile() && stat.size === 0) return
  const subject = `"${path}"`
  const wanted = 'the name of a network namespace'
  throw new NetworkError(subject, wanted, 'another file', 'EINVAL')
}
