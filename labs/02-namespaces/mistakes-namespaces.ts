/** Wrong edits of steps 1 to 5: names, IPC, processes, mounts, the network. */
import type { Mistake } from '#checker/check.ts'

const NAMESPACES = 'linux/namespaces.ts'
const UTS = 'linux/uts.ts'
const INIT = 'linux/init.ts'
const PROPAGATION = 'linux/mount-propagation.ts'
const LOOPBACK = 'linux/loopback.ts'
const BIRTH = 'oci/birth.ts'
const PLAN = 'oci/plan.ts'

const FLAGS = '  return types.reduce('
const NEW_AT_BIRTH = "path === undefined && type !== 'cgroup'"
const SET_HOSTNAME =
  '  if (hostname !== undefined) child.sethostname(hostname)\n'

/** The flag of one kind is left out where all are put together. */
const withoutFlag = (type: string) => ({
  file: NAMESPACES,
  find: FLAGS,
  replace: `  return types.filter((type) => type !== '${type}').reduce(`,
})

/** One kind is never asked for, whatever the spec says. */
const neverAsked = (type: string) => ({
  file: BIRTH,
  find: NEW_AT_BIRTH,
  replace: `${NEW_AT_BIRTH} && type !== '${type}'`,
})

export const namespaceMistakes: readonly Mistake[] = [
  {
    id: 'uts-flag-forgotten',
    title: 'no UTS namespace is made, and the host is renamed',
    ...withoutFlag('uts'),
    check: 'uts.own',
    diagnosis: 'UTS_SHARED',
  },
  {
    id: 'uts-flag-confused',
    title: 'the flag of another kind stands beside "uts"',
    file: NAMESPACES,
    find: "uts: { file: 'uts', flag: CLONE_NEWUTS }",
    replace: "uts: { file: 'uts', flag: CLONE_NEWIPC }",
    check: 'uts.host-unchanged',
    diagnosis: 'UTS_SHARED',
  },
  {
    id: 'hostname-forgotten',
    title: 'the host name is never set',
    file: UTS,
    find: SET_HOSTNAME,
    replace: '',
    check: 'uts.hostname',
    diagnosis: 'HOSTNAME_NOT_SET',
  },
  {
    id: 'domainname-forgotten',
    title: 'the host name is set, the domain name is not',
    file: UTS,
    find: '  if (domainname !== undefined) child.setdomainname(domainname)\n',
    replace: '',
    check: 'uts.domainname',
    diagnosis: 'DOMAINNAME_NOT_SET',
  },
  {
    id: 'hostname-on-host',
    title: 'the runtime sets the host name, not its child',
    file: UTS,
    find: SET_HOSTNAME,
    replace: `  const { writeFileSync } = globalThis.process.getBuiltinModule('node:fs')
  if (hostname) writeFileSync('/proc/sys/kernel/hostname', hostname)
`,
    check: 'uts.host-unchanged',
    diagnosis: 'HOSTNAME_ON_HOST',
  },
  {
    id: 'ipc-flag-forgotten',
    title: 'no IPC namespace is made',
    ...withoutFlag('ipc'),
    check: 'ipc.own',
    diagnosis: 'IPC_SHARED',
  },
  {
    id: 'ipc-never-asked',
    title: 'the type "ipc" is left out before flags are looked up',
    ...neverAsked('ipc'),
    check: 'ipc.host-hidden',
    diagnosis: 'IPC_SHARED',
  },
  {
    id: 'ipc-flag-confused',
    title: 'the flag of another kind stands beside "ipc"',
    file: NAMESPACES,
    find: "ipc: { file: 'ipc', flag: CLONE_NEWIPC }",
    replace: "ipc: { file: 'ipc', flag: CLONE_NEWUTS }",
    check: 'ipc.inside-hidden',
    diagnosis: 'IPC_SHARED',
  },
  {
    id: 'pid-flag-forgotten',
    title: 'no PID namespace is made',
    ...withoutFlag('pid'),
    check: 'pid.first',
    diagnosis: 'PID_SHARED',
  },
  {
    id: 'pid-never-asked',
    title: 'the type "pid" is left out before flags are looked up',
    ...neverAsked('pid'),
    check: 'pid.host-safe',
    diagnosis: 'PID_SHARED',
  },
  {
    id: 'pid-flag-confused',
    title: 'the flag of another kind stands beside "pid"',
    file: NAMESPACES,
    find: "pid: { file: 'pid', flag: CLONE_NEWPID }",
    replace: "pid: { file: 'pid', flag: CLONE_NEWIPC }",
    check: 'pid.ends-together',
    diagnosis: 'PID_SHARED',
  },
  {
    id: 'unshare-without-fork',
    title: 'the child makes its namespaces itself, and executes the program',
    file: BIRTH,
    find: 'if (!isComposed) child.bornInto(flags)',
    replace: 'if (!isComposed && flags !== 0n) child.unshare(flags)',
    check: 'pid.first',
    diagnosis: 'PID_FOR_CHILDREN_ONLY',
  },
  {
    id: 'init-ignored',
    title: '--init is read, and nothing is done about it',
    file: PLAN,
    find: '  if (given.init) {',
    replace: '  if (given.init && spec.root.path.length === 0) {',
    check: 'pid.init-reaps',
    diagnosis: 'INIT_MISSING',
  },
  {
    id: 'orphans-not-reaped',
    title: 'the init waits for its own child only',
    file: INIT,
    find: '  init.place(orphans)\n',
    replace: '  init.place(orphans)\n  init.jump(asleep)\n',
    check: 'pid.init-reaps',
    diagnosis: 'ORPHANS_NOT_REAPED',
  },
  {
    id: 'init-does-not-forward',
    title: 'the init takes signals and keeps them',
    file: INIT,
    find: '  init.kill(child, signal)\n',
    replace: '',
    check: 'pid.init-forwards',
    diagnosis: 'INIT_KEEPS_SIGNALS',
  },
  {
    id: 'init-reports-nothing',
    title: 'the init reports four bytes that nobody filled in',
    file: INIT,
    find: 'init.write(report, status)',
    replace: 'init.write(report, Buffer.alloc(4))',
    check: 'pid.init-status',
    diagnosis: 'INIT_LOSES_STATUS',
  },
  {
    id: 'mount-flag-forgotten',
    title: 'no mount namespace is made, and "/" of the host becomes private',
    ...withoutFlag('mount'),
    check: 'mount.own',
    diagnosis: 'MOUNT_SHARED',
  },
  {
    id: 'propagation-left-shared',
    title: 'the mounts of the container stay shared with the host',
    file: PROPAGATION,
    find: "  child.mount(null, '/', null, MS_REC | propagation, null)\n",
    replace: '',
    check: 'mount.not-shared',
    diagnosis: 'PROPAGATION_SHARED',
  },
  {
    id: 'propagation-not-recursive',
    title: '"/" is made private without MS_REC',
    file: PROPAGATION,
    find: 'MS_REC | propagation',
    replace: 'propagation',
    check: 'mount.host-unchanged',
    diagnosis: 'PROPAGATION_NOT_RECURSIVE',
  },
  {
    id: 'network-flag-forgotten',
    title: 'no network namespace is made',
    ...withoutFlag('network'),
    check: 'network.own',
    diagnosis: 'NETWORK_SHARED',
  },
  {
    id: 'network-never-asked',
    title: 'the type "network" is left out before flags are looked up',
    ...neverAsked('network'),
    check: 'network.host-hidden',
    diagnosis: 'NETWORK_SHARED',
  },
  {
    id: 'loopback-left-down',
    title: 'lo is looked at and left down',
    file: LOOPBACK,
    find: "ifreqFlags('lo', IFF_UP)",
    replace: "ifreqFlags('lo', IFF_UP & 0)",
    check: 'network.loopback',
    diagnosis: 'LOOPBACK_DOWN',
  },
]
