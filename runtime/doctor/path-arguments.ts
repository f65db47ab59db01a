import { AT_FDCWD, RESOLVE_IN_ROOT } from '../sys/constants/files.ts'
import { type Failure, numberArg, textArg, wordArg } from './failure.ts'

/** A path that a call was given: which arguments it is made of. */
export interface PathArgument {
  /** Index of the path; `''` there means the descriptor itself. */
  readonly index: number
  /** Index of the descriptor where a relative path begins. */
  readonly dirfd?: number
}

const ALONE: readonly PathArgument[] = [{ index: 0 }]
const AT: readonly PathArgument[] = [{ dirfd: 0, index: 1 }]

const PATHS: Readonly<Record<string, readonly PathArgument[]>> = {
  chdir: ALONE,
  chroot: ALONE,
  execve: ALONE,
  umount2: ALONE,
  pivot_root: [{ index: 0 }, { index: 1 }],
  mount: [{ index: 0 }, { index: 1 }],
  execveat: AT,
  mkdirat: AT,
  mknodat: AT,
  mount_setattr: AT,
  open_tree: AT,
  openat: AT,
  openat2: AT,
  symlinkat: [{ dirfd: 1, index: 2 }],
  move_mount: [
    { dirfd: 0, index: 1 },
    { dirfd: 2, index: 3 },
  ],
}

/** Calls that speak of an open file by its descriptor alone. */
const DESCRIPTORS = ['setns', 'fchdir']

/** The last name of these is not followed where it is a link. */
const NOT_FOLLOWED = ['mkdirat', 'mknodat', 'symlinkat', 'move_mount']

/** Which arguments of a failed call are paths. */
export function pathArguments({ syscall }: Failure): readonly PathArgument[] {
  return PATHS[syscall] ?? []
}

/** The descriptor that stands in place of a path, if the call has one. */
export function descriptorOf(
  failure: Failure,
  { index, dirfd }: PathArgument,
): bigint | undefined {
  if (dirfd === undefined || textArg(failure, index) !== '') return undefined
  return numberArg(failure, dirfd)
}

/** The descriptor that is all a call is about. */
export function loneDescriptor(failure: Failure): bigint | undefined {
  if (!DESCRIPTORS.includes(failure.syscall)) return undefined
  return numberArg(failure, 0)
}

/** Where a path of a process begins. */
export function startOf(
  failure: Failure,
  { dirfd }: PathArgument,
  proc: string,
): string {
  const fd = dirfd === undefined ? BigInt(AT_FDCWD) : numberArg(failure, dirfd)
  return fd === BigInt(AT_FDCWD) ? `${proc}/cwd` : `${proc}/fd/${fd}`
}

/** Whether a path must stay below where it begins. */
export function staysInRoot(failure: Failure): boolean {
  if (failure.syscall !== 'openat2') return false
  return (wordArg(failure, 2, 2) & BigInt(RESOLVE_IN_ROOT)) !== 0n
}

/** Whether the last name of a path is followed where it is a link. */
export function followsLast({ syscall }: Failure): boolean {
  return !NOT_FOLLOWED.includes(syscall)
}
