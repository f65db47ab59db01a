// Who the users of a container are outside. The kernel takes the maps once,
// from a process in the parent namespace:
//
//     privileged     any ranges, written to /proc/<pid>/{uid_map,gid_map}
//     anybody        one ID, the own one; gid_map only after setgroups "deny"
//     with ranges    newuidmap(1), newgidmap(1): set-user-ID programs that
//                    look into /etc/subuid and /etc/subgid first
import type { IdMapping } from '../spec/runtime-spec.ts'
import { mapByCommand } from './map-command.ts'
import { writeProcFile } from './proc-file.ts'

/** The maps of a user namespace. */
export interface IdMaps {
  readonly uids: readonly IdMapping[]
  readonly gids: readonly IdMapping[]
}

/**
 * Map the IDs of a user namespace that is new.
 *
 * @param pid A process in it.
 * @param signal Gives up, because that process has ended.
 * @throws {SyscallError} EPERM for IDs we have no right to give away, EINVAL
 *   for ranges that overlap.
 * @throws {IdMapError} If the command that may do more refuses, or is missing.
 * @see user_namespaces(7), "User and group ID mappings"
 */
export async function writeIdMaps(
  pid: number,
  { uids, gids }: IdMaps,
  signal?: AbortSignal,
): Promise<void> {
  // #region lab-02-id-maps
  // Who could leave a group could get at files that the group is denied.
  if (isOwnOnly(gids, 'gid')) writeProcFile(`/proc/${pid}/setgroups`, 'deny')
  if (mayWrite(gids, 'gid'))
    writeProcFile(`/proc/${pid}/gid_map`, mapText(gids))
  else await mapByCommand('newgidmap', pid, gids, signal)
  if (mayWrite(uids, 'uid'))
    writeProcFile(`/proc/${pid}/uid_map`, mapText(uids))
  else await mapByCommand('newuidmap', pid, uids, signal)
  // #endregion lab-02-id-maps
}

/** The text of a map, a line for each range: `0 100000 65536`. */
export function mapText(mappings: readonly IdMapping[]): string {
  return mappings
    .map((m) => `${m.containerID} ${m.hostID} ${m.size}\n`)
    .join('')
}

type Kind = 'uid' | 'gid'

/** Whether the kernel lets us write that map ourselves. */
function mayWrite(mappings: readonly IdMapping[], kind: Kind): boolean {
  return isRoot() || isOwnOnly(mappings, kind)
}

/** Whether a user without privileges maps an own ID, and no other. */
function isOwnOnly(mappings: readonly IdMapping[], kind: Kind): boolean {
  const own = kind === 'uid' ? process.geteuid?.() : process.getegid?.()
  const [first, ...more] = mappings
  if (isRoot() || more.length > 0) return false
  return first?.size === 1 && first.hostID === own
}

const isRoot = () => process.geteuid?.() === 0
