/** Wrong edits of steps 6 to 10: users, cgroups, clocks, ways in, what is left. */
import type { Mistake } from '#checker/check.ts'

const ID_MAPS = 'linux/id-maps.ts'
const USER = 'linux/user.ts'
const CGROUP = 'linux/cgroup-namespace.ts'
const TIME = 'linux/time.ts'
const JOIN = 'linux/join.ts'
const ENTER = 'linux/enter.ts'
const BIRTH = 'oci/birth.ts'
const ATTEND = 'oci/attend-birth.ts'
const EXEC = 'oci/plan-exec.ts'
const CLAIM = 'oci/claim.ts'
const EXEC_COMMAND = 'cli/exec.ts'

const BEQUEATH = '  if (isComposed) child.bequeath()\n'

export const identityMistakes: readonly Mistake[] = [
  {
    id: 'user-never-asked',
    title: 'the type "user" is passed over',
    file: BIRTH,
    find: '=> linux?.namespaces ?? []',
    replace:
      "=>\n  (linux?.namespaces ?? []).filter(({ type }) => type !== 'user')",
    check: 'user.maps',
    diagnosis: 'USER_SHARED',
  },
  {
    id: 'maps-swapped',
    title: 'the map of the groups is written for the users, and the other way',
    file: ATTEND,
    find: '{ uidMappings: uids = [], gidMappings: gids = [] }',
    replace: '{ uidMappings: gids = [], gidMappings: uids = [] }',
    check: 'user.maps',
    diagnosis: 'MAPS_SWAPPED',
  },
  {
    id: 'maps-first-range-only',
    title: 'of several ranges the first is written',
    file: ID_MAPS,
    find: '  return mappings\n',
    replace: '  return mappings\n    .slice(0, 1)\n',
    check: 'user.maps',
    diagnosis: 'MAPS_WRONG',
  },
  {
    id: 'root-not-taken',
    title: 'the child goes on as who it was',
    file: USER,
    find: '  child.setresgid(0, 0, 0)\n  child.setresuid(0, 0, 0)\n',
    replace: '',
    check: 'user.root-inside',
    diagnosis: 'NOT_ROOT_INSIDE',
  },
  {
    id: 'root-of-groups-only',
    title: 'the child takes group 0 and stays the user it was',
    file: USER,
    find: '  child.setresuid(0, 0, 0)\n',
    replace: '',
    check: 'user.host-protected',
    diagnosis: 'NOT_ROOT_INSIDE',
  },
  {
    id: 'setgroups-not-denied',
    title: 'gid_map is written without giving up setgroups',
    file: ID_MAPS,
    find: "if (isOwnOnly(gids, 'gid'))",
    replace: 'if (gids.length < 0)',
    check: 'user.rootless',
    diagnosis: 'ROOTLESS_NOT_STARTED',
  },
  {
    id: 'setgroups-always-denied',
    title: 'setgroups is denied to everybody, root of the host included',
    file: ID_MAPS,
    find: "if (isOwnOnly(gids, 'gid'))",
    replace: 'if (gids.length > 0)',
    check: 'user.maps',
    diagnosis: 'SETGROUPS_DENIED',
  },
  {
    id: 'cgroup-never-unshared',
    title: 'the cgroup namespace is neither asked of clone3 nor unshared',
    file: CGROUP,
    find: '  child.unshare(CLONE_NEWCGROUP)\n',
    replace: '',
    check: 'cgroup.own-view',
    diagnosis: 'CGROUP_SHARED',
  },
  {
    id: 'offsets-after-birth',
    title: 'the offsets are written when the first process is there',
    file: BIRTH,
    find: `  if (needsParent(spec)) awaitGo(child, ends)\n${BEQUEATH}`,
    replace: `${BEQUEATH}  if (needsParent(spec)) awaitGo(child, ends)\n`,
    check: 'time.offsets',
    diagnosis: 'TIME_NOT_STARTED',
  },
  {
    id: 'nanoseconds-lost',
    title: 'only whole seconds are written',
    file: TIME,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    find: '${at?.nanosecs}',
    replace: '0',
    check: 'time.offsets',
    diagnosis: 'OFFSETS_WRONG',
  },
  {
    id: 'clocks-swapped',
    title: 'each clock gets the offset of the other',
    file: TIME,
    find: 'const { monotonic, boottime } = offsets',
    replace: 'const { monotonic: boottime, boottime: monotonic } = offsets',
    check: 'time.clocks',
    diagnosis: 'OFFSETS_WRONG',
  },
  {
    id: 'path-makes-new',
    title: 'namespaces with a path are joined, and all but "pid" made anew',
    file: BIRTH,
    find: "path === undefined && type !== 'cgroup'",
    replace: "(path === undefined || type !== 'pid') && type !== 'cgroup'",
    check: 'join.by-path',
    diagnosis: 'JOIN_MADE_NEW',
  },
  {
    id: 'join-first-only',
    title: 'of several namespaces with a path the first is joined',
    file: JOIN,
    find: 'of opened) {',
    replace: 'of opened.slice(0, 1)) {',
    check: 'join.by-path',
    diagnosis: 'JOIN_LEFT_OUT',
  },
  {
    id: 'join-flag-fixed',
    title: 'setns is told the same kind for every namespace',
    file: JOIN,
    find: 'NAMESPACES[type].flag',
    replace: 'NAMESPACES.network.flag',
    check: 'join.by-path',
    diagnosis: 'JOIN_NOT_STARTED',
  },
  {
    id: 'join-without-fork',
    title: 'who joined a PID namespace executes the program itself',
    file: BIRTH,
    find: BEQUEATH,
    replace: '  if (hasOffsets(spec)) child.bequeath()\n',
    check: 'join.by-path',
    diagnosis: 'JOIN_WITHOUT_FORK',
  },
  {
    id: 'exec-forgets-network',
    title: 'exec enters all namespaces but that of the network',
    file: ENTER,
    find: 'child.setns(process, namespaces)',
    replace: 'child.setns(process, namespaces & ~0x40000000n)',
    check: 'join.exec-namespaces',
    diagnosis: 'EXEC_NAMESPACE_MISSING',
  },
  {
    id: 'exec-without-fork',
    title: 'who entered the PID namespace executes the program itself',
    file: EXEC,
    find: '  if (namespaces & CLONE_NEWPID) child.bequeath()\n',
    replace: '',
    check: 'join.exec-namespaces',
    diagnosis: 'EXEC_WITHOUT_FORK',
  },
  {
    id: 'exec-keeps-root',
    title: 'exec enters the namespaces and not the root directory',
    file: ENTER,
    find: "  child.fchdir(root)\n  child.chroot('.')\n",
    replace: '',
    check: 'join.exec-root',
    diagnosis: 'EXEC_ROOT_OUTSIDE',
  },
  {
    id: 'exec-status-lost',
    title: 'exec always ends with 0',
    file: EXEC_COMMAND,
    find: '  return exitStatusOf(execInContainer(state, process, options))\n',
    replace: '  await execInContainer(state, process, options)\n  return 0\n',
    check: 'join.exec-status',
    diagnosis: 'EXEC_STATUS_LOST',
  },
  {
    id: 'state-left-behind',
    title: 'the record of a container outlives it',
    file: CLAIM,
    find: '    locked(this.#root, () => rmSync(this.#directory, { recursive: true }))\n',
    replace: '',
    check: 'host.left-clean',
    diagnosis: 'LEFT_BEHIND',
    spoils: ['01-chroot'],
  },
]
