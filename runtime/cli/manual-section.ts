// Where a manual page says best what a call does here: the same call is many
// things, by its flags.
import {
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from '../sys/constants/files.ts'
import {
  FSCONFIG_CMD_CREATE,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  MS_SLAVE,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import {
  CLONE_INTO_CGROUP,
  CLONE_NEWCGROUP,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_PARENT,
} from '../sys/constants/processes.ts'
import type { Step } from '../sys/program.ts'

interface Place {
  readonly call: string
  /** Whether it is about a call with these arguments; all, if absent. */
  readonly when?: (args: Step['args']) => boolean
  readonly section: string
}

const flag =
  (index: number, flag: number | bigint) =>
  (args: Step['args']): boolean =>
    (wordOf(args[index]) & BigInt(flag)) !== 0n

const equal =
  (index: number, value: unknown) =>
  (args: Step['args']): boolean =>
    args[index] === value

/** A flag in the first words of a structure: `struct open_how`. */
const inStruct =
  (index: number, word: number, flag: number) =>
  (args: Step['args']): boolean => {
    const bytes = args[index]
    if (!(bytes instanceof Uint8Array) || bytes.length < word * 8 + 8)
      return false
    return ((bytes[word * 8] ?? 0) & flag) !== 0
  }

const SUBTREES = 'mount_namespaces(7), "SHARED SUBTREES"'

const PLACES: readonly Place[] = [
  {
    call: 'openat2',
    when: inStruct(2, 2, RESOLVE_IN_ROOT),
    section: 'openat2(2), "RESOLVE_IN_ROOT"',
  },
  {
    call: 'openat2',
    when: inStruct(2, 2, RESOLVE_BENEATH),
    section: 'openat2(2), "RESOLVE_BENEATH"',
  },
  {
    call: 'openat2',
    when: inStruct(2, 2, RESOLVE_NO_MAGICLINKS),
    section: 'openat2(2), "RESOLVE_NO_MAGICLINKS"',
  },
  {
    call: 'pivot_root',
    when: equal(0, '.'),
    section: 'pivot_root(2), "NOTES"',
  },
  { call: 'pivot_root', section: 'pivot_root(2), "DESCRIPTION"' },
  { call: 'mount', when: flag(3, MS_PRIVATE), section: SUBTREES },
  { call: 'mount', when: flag(3, MS_SLAVE), section: SUBTREES },
  {
    call: 'umount2',
    when: flag(1, MNT_DETACH),
    section: 'umount2(2), "MNT_DETACH"',
  },
  {
    call: 'open_tree',
    when: flag(2, OPEN_TREE_CLONE),
    section: 'open_tree(2), "OPEN_TREE_CLONE"',
  },
  {
    call: 'move_mount',
    when: flag(4, MOVE_MOUNT_F_EMPTY_PATH),
    section: 'move_mount(2), "MOVE_MOUNT_F_EMPTY_PATH"',
  },
  {
    call: 'mount_setattr',
    when: inStruct(3, 0, MOUNT_ATTR_RDONLY),
    section: 'mount_setattr(2), "MOUNT_ATTR_RDONLY"',
  },
  { call: 'mount_setattr', section: SUBTREES },
  {
    call: 'fsconfig',
    when: equal(1, FSCONFIG_CMD_CREATE),
    section: 'fsconfig(2), "FSCONFIG_CMD_CREATE"',
  },
  {
    call: 'mknodat',
    section: 'mknod(2); runtime-spec config-linux.md, "Default Devices"',
  },
  {
    call: 'setns',
    when: flag(1, CLONE_NEWUSER),
    section: 'setns(2), "Details for specific namespace types"',
  },
  { call: 'setns', section: 'setns(2), "fd refers to a /proc/pid/ns/ link"' },
  {
    call: 'unshare',
    when: flag(0, CLONE_NEWCGROUP),
    section: 'cgroup_namespaces(7)',
  },
  {
    call: 'unshare',
    when: flag(0, CLONE_NEWTIME),
    section: 'time_namespaces(7)',
  },
  { call: 'unshare', section: 'namespaces(7), "Namespace types"' },
  {
    call: 'clone',
    when: flag(0, CLONE_PARENT),
    section: 'clone(2), "CLONE_PARENT"',
  },
  // #region lab-04
  {
    call: 'clone3',
    when: flag(0, CLONE_INTO_CGROUP),
    section: 'clone(2), "CLONE_INTO_CGROUP"',
  },
  // #endregion lab-04
  { call: 'clone3', section: 'namespaces(7), "Namespace types"' },
  { call: 'sethostname', section: 'uts_namespaces(7)' },
  { call: 'ioctl', section: 'netdevice(7), "SIOCSIFFLAGS"' },
  {
    call: 'setgroups',
    section: 'user_namespaces(7), "The /proc/pid/setgroups file"',
  },
  {
    call: 'setresuid',
    section:
      'user_namespaces(7), "User and group ID mappings: uid_map and gid_map"',
  },
  {
    call: 'rt_sigtimedwait',
    section: 'pid_namespaces(7), "The namespace init process"',
  },
]

/** Page and section about a call with its arguments, if one stands out. */
export function manualSection({
  name,
  args,
}: Pick<Step, 'name' | 'args'>): string | undefined {
  return PLACES.find(
    ({ call, when }) => call === name && (when?.(args) ?? true),
  )?.section
}

function wordOf(arg: Step['args'][number] | undefined): bigint {
  return typeof arg === 'number' || typeof arg === 'bigint' ? BigInt(arg) : 0n
}
