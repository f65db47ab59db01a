// Who a process is: a user, a group, and more groups. Root may become anybody,
// and nobody may go back, so what root is needed for comes before.
import type { User } from '../spec/runtime-spec.ts'
import type { Program } from '../sys/program.ts'

/**
 * Become the user of the container, with its groups and no others.
 *
 * setresuid(2) takes all capabilities from who was root and is not any more,
 * but for those that are kept on purpose (capabilities.ts). It also makes the
 * process undumpable: from then on its own /proc/self is root's.
 *
 * @param isMapped Whether its IDs are those of a user namespace, where
 *   setgroups may be denied: then nobody there can be given more groups, and
 *   who has none that is mapped has none.
 * @see credentials(7), setgroups(2), user_namespaces(7)
 */
export function becomeUser(
  child: Program,
  { uid, gid, additionalGids = [] }: User,
  isMapped: boolean,
): void {
  const mayFail = isMapped && additionalGids.length === 0
  const options = mayFail ? { ignore: ['EPERM'] } : {}
  // #region lab-07-user
  child.note('The groups first: who is not root any more cannot change them')
  child.setgroups(additionalGids, options)
  child.setresgid(gid, gid, gid)
  child.note('And the user last: all three, or it could become root again')
  child.setresuid(uid, uid, uid)
  // #endregion lab-07-user
}

/** As it is. @see fchown(2) */
const SAME = -1

/**
 * Give the user its standard streams. It has them anyway, but `/dev/stdout`
 * opens one once more, and then its owner counts. What a user namespace has no
 * number for belongs to nobody there, and stays as it is.
 *
 * @see proc_pid_fd(5), pipe(7)
 */
export function ownStreams(
  child: Program,
  fds: readonly number[],
  uid: number,
): void {
  for (const fd of fds)
    child.fchown(fd, uid, SAME, { ignore: ['EPERM', 'EROFS', 'EINVAL'] })
}

/** Take permissions from the files it will make. @see umask(2) */
export function maskPermissions(child: Program, umask: number): void {
  child.umask(umask)
}
