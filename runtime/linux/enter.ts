// How a process of the host gets into a container that is there already.
import { PR_SET_DUMPABLE } from '../sys/constants/processes.ts'
import type { Program } from '../sys/program.ts'

/** Longest path there is. @see limits.h(0p), "PATH_MAX" */
const PATH_MAX = 4096
/** Ask of a file only whether it is there. @see faccessat(2) */
const F_OK = 0
/** No descriptor: a path that needs a directory to begin with has none. */
const NOWHERE = -1

/** What leads into a container, opened while `/proc` was that of the host. */
export interface Entrance {
  /** A pidfd of its first process. */
  readonly process: number
  /** CLONE_NEW… flags of the namespaces in which that one is and we are not. */
  readonly namespaces: bigint
  /** The root directory of that process. */
  readonly root: number
  // #region lab-04
  /** The directory of its cgroup, if it has one. */
  readonly cgroup?: number
  // #endregion lab-04
  /** Path inside, absolute. */
  readonly cwd: string
}

/**
 * Enter the namespaces and the root of a container, and stand in its `cwd`.
 *
 * A PID namespace is entered by the next child only.
 */
export function enterContainer(child: Program, entrance: Entrance): void {
  hideFromContainer(child)
  goInside(child, entrance)
  refuseToStandOutside(child)
}

/**
 * Until execve this is a copy of mini-runc, with its descriptors, and
 * `/proc/<pid>/exe` leads to the host's node. A process of the container that
 * may look into it could write there, and be root of the host the next time
 * somebody starts node. What is not dumpable is closed to all who have no
 * CAP_SYS_PTRACE where mini-runc is at home. execve undoes it.
 *
 * @see PR_SET_DUMPABLE(2const), ptrace(2), "Ptrace access mode checking";
 *   CVE-2016-9962, CVE-2019-5736
 */
export function hideFromContainer(child: Program): void {
  child.note('Nobody in the container may look into this copy of mini-runc')
  child.prctl(PR_SET_DUMPABLE, 0)
}

/** @see setns(2), chroot(2); pidfds are taken since Linux 5.8 */
function goInside(
  child: Program,
  { process, namespaces, root, cwd }: Entrance,
): void {
  // #region lab-02-exec
  child.note('All at once, as seen from the first process of the container')
  if (namespaces !== 0n) child.setns(process, namespaces)
  child.note('A mount namespace has mounts; where "/" is, a process chose')
  child.fchdir(root)
  child.chroot('.')
  child.chdir(cwd)
  // #endregion lab-02-exec
}

/**
 * Fail if the working directory is not below the root. `cwd` may be a link of
 * the container's making to `/proc/self/fd/7`, and we have descriptors of the
 * host until execve closes them. To a directory outside, getcwd(2) gives no
 * path that begins with a slash.
 *
 * @see getcwd(2), "(unreachable)"; CVE-2024-21626
 */
function refuseToStandOutside(child: Program): void {
  const path = Buffer.alloc(PATH_MAX)
  child.note('Where is that, as seen from the root inside?')
  child.getcwd(path)
  child.note('Below it, the path begins with a slash; else it names no file')
  child.syscall('faccessat', [NOWHERE, path, F_OK])
}
