/** What goes wrong with who a program is, and with what it may use up. */
import type { Mistake } from '#checker/check.ts'

const IDENTITY = 'linux/identity.ts'
const RLIMITS = 'linux/rlimits.ts'
const SCHEDULING = 'linux/scheduling.ts'
const SYSCTL = 'linux/sysctl.ts'
const SETTINGS = 'spec/parse-kernel-settings.ts'
const RIGHTS = 'oci/process-rights.ts'
const LEND = 'oci/lend.ts'

const GROUPS = '  child.setgroups(additionalGids, options)\n'
const GROUP = '  child.setresgid(gid, gid, gid)\n'
const NOTE =
  "  child.note('And the user last: all three, or it could become root again')\n"
const USER = '  child.setresuid(uid, uid, uid)\n'

export const userMistakes: readonly Mistake[] = [
  {
    id: 'ids-swapped',
    title: 'the user gets the number of the group, and the other way',
    file: IDENTITY,
    find: '{ uid, gid, additionalGids = [] }',
    replace: '{ uid: gid, gid: uid, additionalGids = [] }',
    check: 'user.ids',
    diagnosis: 'USER_NOT_SET',
  },
  {
    id: 'group-forgotten',
    title: 'only the user is changed',
    file: IDENTITY,
    find: GROUP,
    replace: '',
    check: 'user.ids',
    diagnosis: 'GROUP_NOT_SET',
  },
  {
    id: 'user-in-part',
    title: 'the effective user alone is changed',
    file: IDENTITY,
    find: USER,
    replace: '  child.setresuid(-1, uid, -1)\n',
    check: 'user.ids',
    diagnosis: 'USER_IN_PART',
  },
  {
    id: 'user-never-changed',
    title: 'the program stays root, with the group of somebody else',
    file: IDENTITY,
    find: USER,
    replace: '',
    check: 'user.ids',
    diagnosis: 'USER_NOT_SET',
  },
  {
    id: 'user-before-groups',
    title: 'the user comes first, and has no right to the rest any more',
    file: IDENTITY,
    find: `${GROUPS}${GROUP}${NOTE}${USER}`,
    replace: `${USER}${GROUPS}${GROUP}`,
    check: 'user.groups',
    diagnosis: 'USER_BEFORE_GROUPS',
  },
  {
    id: 'groups-forgotten',
    title: 'the program keeps the groups of the runtime',
    file: IDENTITY,
    find: GROUPS,
    replace: '',
    check: 'user.groups',
    diagnosis: 'GROUPS_NOT_SET',
  },
  {
    id: 'groups-with-root',
    title: 'the group of root stays among the others',
    file: IDENTITY,
    find: GROUPS,
    replace: '  child.setgroups([0, ...additionalGids], options)\n',
    check: 'user.groups',
    diagnosis: 'GROUPS_KEPT',
  },
  {
    id: 'umask-upside-down',
    title: 'the umask is taken for the mode that files are to have',
    file: IDENTITY,
    find: 'child.umask(umask)',
    replace: 'child.umask(0o777 & ~umask)',
    check: 'user.umask',
    diagnosis: 'UMASK_NOT_SET',
  },
  {
    id: 'hard-limit-soft',
    title: 'the soft limit is also the hard one',
    file: RLIMITS,
    find: 'rlimit(soft, hard)',
    replace: 'rlimit(soft, soft)',
    check: 'user.rlimits',
    diagnosis: 'RLIMITS_ONE_FOR_BOTH',
  },
  {
    id: 'first-limit-only',
    title: 'of several limits the first is set',
    file: RLIMITS,
    find: 'of limits)',
    replace: 'of limits.slice(0, 1))',
    check: 'user.rlimits',
    diagnosis: 'RLIMITS_NOT_SET',
  },
  {
    id: 'oom-score-forgotten',
    title: 'the score of the runtime is inherited',
    file: LEND,
    find: 'if (process.oomScoreAdj !== undefined)',
    replace: 'if (process.oomScoreAdj === 0)',
    check: 'user.oom-score',
    diagnosis: 'OOM_SCORE_NOT_SET',
  },
  {
    id: 'policy-fixed',
    title: 'every policy is the usual one',
    file: SCHEDULING,
    find: 'policy: POLICIES[policy]',
    replace: 'policy: POLICIES.SCHED_OTHER',
    check: 'user.scheduling',
    diagnosis: 'SCHEDULER_NOT_SET',
  },
  {
    id: 'io-level-lost',
    title: 'of the I/O priority the class is set, and not the level',
    file: SCHEDULING,
    find: '(CLASSES[io.class] << CLASS_SHIFT) | io.priority',
    replace: 'CLASSES[io.class] << CLASS_SHIFT',
    check: 'user.scheduling',
    diagnosis: 'IO_PRIORITY_NOT_SET',
  },
  {
    id: 'first-setting-only',
    title: 'of several settings the first is written',
    file: SYSCTL,
    find: 'of Object.entries(settings))',
    replace: 'of Object.entries(settings).slice(0, 1))',
    check: 'user.sysctl',
    diagnosis: 'SYSCTL_NOT_SET',
  },
  {
    id: 'setting-by-its-name',
    title: 'the name of a setting is taken for its path',
    file: SYSCTL,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    find: '`sys/${sysctlPath(name)}`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    replace: '`sys/${name}`',
    check: 'user.sysctl',
    diagnosis: 'SYSCTL_UNREACHABLE',
  },
  {
    id: 'settings-by-parent',
    title: 'the runtime writes the settings itself, where it is',
    file: SYSCTL,
    find: '    child.write(file, value)\n',
    replace: `    globalThis.process
      .getBuiltinModule('node:fs')
      .writeFileSync(\`/proc/sys/\${sysctlPath(name)}\`, value)
`,
    check: 'user.sysctl',
    diagnosis: 'SYSCTL_ON_HOST',
  },
  {
    id: 'settings-of-shared-network',
    title: 'settings of the network are written into whatever network there is',
    file: SETTINGS,
    find: 'if (!namespaces.some(({ type }) => type === owner))',
    replace: 'if (namespaces.length < 0)',
    check: 'user.sysctl-refused',
    diagnosis: 'SYSCTL_SHARED',
  },
  {
    id: 'settings-of-machine',
    title: 'what belongs to no namespace is taken for the container’s',
    file: SETTINGS,
    find: "isName ? 'uts' : undefined",
    replace: "isName ? 'uts' : 'ipc'",
    check: 'user.sysctl-refused',
    diagnosis: 'SYSCTL_SHARED',
  },
  {
    id: 'mapped-user-forgotten',
    title: 'in a user namespace every program is its root',
    file: RIGHTS,
    find: 'if (isSomebody(user) || !isAsIs)',
    replace: 'if (!isMapped)',
    check: 'user.mapped',
    diagnosis: 'MAPPED_IDS_WRONG',
  },
]
