// The eight kinds of namespaces, in the words of the specification, of /proc
// and of clone(2).
import type { Namespace, NamespaceType } from '../spec/runtime-spec.ts'
import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '../sys/constants/processes.ts'

/** What the kernel calls a kind of namespace. */
export interface NamespaceNames {
  /** Name in `/proc/<pid>/ns`. */
  readonly file: string
  /** For clone3(2), unshare(2) and setns(2). */
  readonly flag: bigint
}

/** @see namespaces(7) */
export const NAMESPACES: Readonly<Record<NamespaceType, NamespaceNames>> = {
  cgroup: { file: 'cgroup', flag: CLONE_NEWCGROUP },
  ipc: { file: 'ipc', flag: CLONE_NEWIPC },
  // The first there was: nobody thought of a second kind.
  mount: { file: 'mnt', flag: CLONE_NEWNS },
  network: { file: 'net', flag: CLONE_NEWNET },
  pid: { file: 'pid', flag: CLONE_NEWPID },
  time: { file: 'time', flag: CLONE_NEWTIME },
  user: { file: 'user', flag: CLONE_NEWUSER },
  uts: { file: 'uts', flag: CLONE_NEWUTS },
}

/** Whether a container gets a namespace of its own of that kind. */
export function isNew(
  namespaces: readonly Namespace[],
  type: NamespaceType,
): boolean {
  return namespaces.some((n) => n.type === type && n.path === undefined)
}

/**
 * The flags that ask the kernel for new namespaces of these kinds.
 *
 * @see clone(2), unshare(2)
 */
export function flagsOf(types: readonly NamespaceType[]): bigint {
  // #region lab-02-flags
  return types.reduce((flags, type) => flags | NAMESPACES[type].flag, 0n)
  // #endregion lab-02-flags
}
