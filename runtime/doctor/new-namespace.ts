// Namespaces that cannot be made: by the machine's settings, its limits, or
// because of what the process is.
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
import type { Step } from '../sys/recorder.ts'
import { type Diagnosis, kernel, type Rule, table } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, numberArg } from './failure.ts'
import { hasCapability, quoteCapabilities } from './privilege.ts'
import { hasFlag, lastBefore, quoteStep } from './table.ts'

const FLAGS: Readonly<Record<string, bigint>> = {
  cgroup: CLONE_NEWCGROUP,
  ipc: CLONE_NEWIPC,
  mnt: CLONE_NEWNS,
  net: CLONE_NEWNET,
  pid: CLONE_NEWPID,
  time: CLONE_NEWTIME,
  user: CLONE_NEWUSER,
  uts: CLONE_NEWUTS,
}

/** As many user namespaces may lie in one another. */
const DEEPEST = 32

const BIRTHS = ['clone3', 'clone', 'unshare']

function wants(failure: Failure, flag: bigint): boolean {
  return (numberArg(failure, 0) & flag) !== 0n
}

function lookAtLimit(
  failure: Failure,
  { files }: Facts,
): Diagnosis | undefined {
  const kinds = Object.keys(FLAGS).filter((kind) =>
    wants(failure, FLAGS[kind] ?? 0n),
  )
  const settings = kinds.map((kind) => `/proc/sys/user/max_${kind}_namespaces`)
  const zero = settings.filter((path) => files[path] === '0')
  if (zero.length === 0) return undefined
  return {
    code: 'NAMESPACE_LIMIT',
    evidence: zero.map((path) => kernel(`${path}: 0`)),
    because:
      'This machine, or the user namespace we are in, allows no more namespaces of that kind',
    fix: `Raise it, as root there: sysctl user.${zero[0]?.split('/').at(-1)}=1000`,
    docs: [
      'namespaces(7), "The /proc/sys/user directory"',
      'clone(2), "ENOSPC"',
    ],
  }
}

function lookAtDepth(failure: Failure): Diagnosis | undefined {
  if (!wants(failure, CLONE_NEWUSER)) return undefined
  const made = failure.steps
    .slice(0, Math.max(failure.step, 0))
    .filter(
      (step) =>
        step.name === 'unshare' &&
        hasFlag(step, 0, CLONE_NEWUSER) &&
        failure.results[step.index] === 0n,
    )
  if (made.length < DEEPEST - 1) return undefined
  return {
    code: 'USER_NAMESPACE_DEPTH',
    evidence: [
      table(
        `${made.length} steps before it made user namespaces, each inside the last`,
      ),
    ],
    because: `User namespaces may be nested ${DEEPEST} deep`,
    fix: 'Make one, and keep to it',
    docs: [
      'user_namespaces(7), "Nested namespaces, namespace membership"',
      'unshare(2), "ERRORS"',
    ],
  }
}

const SETTINGS = {
  '/proc/sys/kernel/unprivileged_userns_clone': '0',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1',
} as const

function lookAtSetting(
  failure: Failure,
  { process, files }: Facts,
): Diagnosis | undefined {
  if (!wants(failure, CLONE_NEWUSER)) return undefined
  if (hasCapability(process, 'CAP_SYS_ADMIN') !== false) return undefined
  const found = Object.entries(SETTINGS).find(
    ([path, value]) => files[path] === value,
  )
  if (!found) return undefined
  const [path, value] = found
  const name = path.replace('/proc/sys/', '').replaceAll('/', '.')
  return {
    code: 'USER_NAMESPACE_FORBIDDEN',
    evidence: [kernel(`${path}: ${value}`), quoteCapabilities(process)],
    because: 'This machine lets only root make user namespaces',
    fix: `Allow it, as root: sysctl ${name}=${value === '0' ? 1 : 0}, or run with sudo`,
    docs: ['user_namespaces(7)', 'sysctl(8)'],
  }
}

function lookAtChroot(failure: Failure, facts: Facts): Diagnosis | undefined {
  if (!wants(failure, CLONE_NEWUSER) || facts.root?.isMountRoot !== false)
    return undefined
  const chroot = lastBefore(failure, ({ name }) => name === 'chroot')
  return {
    code: 'USER_NAMESPACE_IN_CHROOT',
    evidence: [
      kernel(`${facts.process.proc}/root is not the root of a mount`),
      ...(chroot ? [quoteStep(failure, chroot)] : []),
    ],
    because:
      'Root of a user namespace could leave a chroot, so none is made inside one',
    fix: 'Make the user namespace before the root is changed, or change it by pivot_root',
    docs: ['unshare(2), "ERRORS"', 'clone(2), "ERRORS"'],
  }
}

function lookAtUnmapped(
  failure: Failure,
  { process }: Facts,
): Diagnosis | undefined {
  if (!wants(failure, CLONE_NEWUSER) || process.uidMap !== '') return undefined
  if (process.namespaces.user === undefined) return undefined
  return {
    code: 'USER_NAMESPACE_UNMAPPED',
    evidence: [kernel(`${process.proc}/uid_map: empty`)],
    because:
      'Who makes a user namespace has to be somebody in the one he is in, and here nobody is mapped yet',
    fix: 'Write uid_map and gid_map of the first one before making a second',
    docs: ['unshare(2), "ERRORS"', 'user_namespaces(7)'],
  }
}

function lookAtPrivilege(
  failure: Failure,
  { process }: Facts,
): Diagnosis | undefined {
  if (wants(failure, CLONE_NEWUSER)) return undefined
  const kinds = Object.keys(FLAGS).filter((kind) =>
    wants(failure, FLAGS[kind] ?? 0n),
  )
  if (kinds.length === 0) return undefined
  if (hasCapability(process, 'CAP_SYS_ADMIN') !== false) return undefined
  return {
    code: 'NAMESPACE_WITHOUT_PRIVILEGE',
    evidence: [
      quoteCapabilities(process),
      table(
        `${failure.syscall} asks for new namespaces (${kinds.join(', ')}) and not for CLONE_NEWUSER`,
      ),
    ],
    because:
      'A user namespace is the only one that can be made without CAP_SYS_ADMIN',
    fix: 'Use sudo, or add {"type": "user"} to linux.namespaces, with mappings: in a user namespace of one\'s own one may make all the others',
    docs: [
      'user_namespaces(7), "Interaction of user namespaces and other types of namespaces"',
      'clone(2), "ERRORS"',
    ],
  }
}

function lookAtThreads(
  failure: Failure,
  { process }: Facts,
): Diagnosis | undefined {
  const threads = Number(process.status.Threads)
  const isUser =
    failure.syscall === 'unshare'
      ? wants(failure, CLONE_NEWUSER)
      : (numberArg(failure, 1) & CLONE_NEWUSER) !== 0n
  if (!isUser || !(threads > 1)) return undefined
  return {
    code: 'USER_NAMESPACE_THREADS',
    evidence: [kernel(`${process.proc}/status: Threads: ${threads}`)],
    because:
      'A process with several threads cannot change its user namespace, and Node always has several',
    fix: 'Do it in the child: by flags of clone3, or as a step of the table, where there is one thread',
    docs: ['unshare(2), "ERRORS"', 'setns(2), "ERRORS"'],
  }
}

/** When PID 1 has ended, nobody can be born in its namespace any more. */
function lookAtInit(failure: Failure, facts: Facts): Diagnosis | undefined {
  const { proc, namespaces } = facts.process
  const next = namespaces.pid_for_children?.id
  if (!next || next === namespaces.pid?.id || facts.inhabitants !== 0)
    return undefined
  const moved = lastBefore(failure, movesChildren)
  const init = lastBefore(failure, ({ name }) => name === 'clone')
  // A namespace that is new has nobody in it either, and takes its first.
  const hadInit =
    moved?.name === 'setns' || (init && moved && init.index > moved.index)
  if (!moved || !hadInit) return undefined
  return initEnded([
    kernel(`${proc}/ns/pid_for_children: ${next}, and no process is in it`),
    quoteStep(failure, moved),
    ...(moved.name === 'unshare' && init ? [quoteStep(failure, init)] : []),
  ])
}

function movesChildren({ name, args }: Step): boolean {
  const flags = args[name === 'setns' ? 1 : 0]
  if (name !== 'setns' && name !== 'unshare') return false
  if (typeof flags !== 'number' && typeof flags !== 'bigint') return false
  return (BigInt(flags) & CLONE_NEWPID) !== 0n
}

function initEnded(evidence: Diagnosis['evidence']): Diagnosis {
  return {
    code: 'PID_NAMESPACE_ENDED',
    evidence,
    because:
      'The first process of that PID namespace was its init, and has ended: the namespace takes no one any more (the kernel has no better word than ENOMEM)',
    fix: 'Keep PID 1 alive as long as others are to follow, or make a new PID namespace',
    docs: ['pid_namespaces(7), "The namespace init process"'],
  }
}

export const newNamespaceRules: readonly Rule[] = [
  { syscalls: BIRTHS, codes: ['ENOSPC'], look: lookAtLimit },
  { syscalls: ['unshare', 'clone3'], codes: ['ENOSPC'], look: lookAtDepth },
  { syscalls: BIRTHS, codes: ['EPERM'], look: lookAtChroot },
  { syscalls: BIRTHS, codes: ['EPERM'], look: lookAtUnmapped },
  { syscalls: BIRTHS, codes: ['EPERM'], look: lookAtSetting },
  { syscalls: BIRTHS, codes: ['EPERM'], look: lookAtPrivilege },
  { syscalls: ['unshare', 'setns'], codes: ['EINVAL'], look: lookAtThreads },
  { syscalls: ['clone', 'clone3'], codes: ['ENOMEM'], look: lookAtInit },
]
