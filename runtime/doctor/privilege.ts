// EPERM where a capability is missing. What counts is not only to have it, but
// over what: every namespace is owned by a user namespace, and root of another
// one is nobody there.
import {
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '../sys/constants/processes.ts'
import {
  type Diagnosis,
  type Evidence,
  kernel,
  type Rule,
  table,
} from './diagnosis.ts'
import type { Facts, ProcessFacts } from './facts.ts'
import type { Failure } from './failure.ts'
import { firstAfter, hasFlag, quoteStep, unshareOf } from './table.ts'

/** Numbers of capabilities. @see capabilities(7) */
const CAPABILITIES = {
  CAP_NET_ADMIN: 12n,
  CAP_SYS_CHROOT: 18n,
  CAP_SYS_ADMIN: 21n,
  CAP_MKNOD: 27n,
} as const

type Capability = keyof typeof CAPABILITIES

/** What one kind of calls wants: a capability over the owner of a namespace. */
interface Need {
  readonly kind: string
  readonly flag: bigint
  readonly capability: Capability
  readonly syscalls: readonly string[]
  readonly code: string
  readonly docs: readonly string[]
}

const NEEDS: readonly Need[] = [
  {
    kind: 'mnt',
    flag: CLONE_NEWNS,
    capability: 'CAP_SYS_ADMIN',
    syscalls: [
      ...['mount', 'umount2', 'pivot_root', 'open_tree', 'move_mount'],
      ...['fsopen', 'fsmount', 'fspick', 'mount_setattr'],
    ],
    code: 'MOUNT_NAMESPACE_NOT_OWNED',
    docs: ['mount_namespaces(7), "Restrictions on mount namespaces"'],
  },
  {
    kind: 'uts',
    flag: CLONE_NEWUTS,
    capability: 'CAP_SYS_ADMIN',
    syscalls: ['sethostname', 'setdomainname'],
    code: 'UTS_NAMESPACE_NOT_OWNED',
    docs: ['uts_namespaces(7)'],
  },
  {
    kind: 'net',
    flag: CLONE_NEWNET,
    capability: 'CAP_NET_ADMIN',
    syscalls: ['ioctl'],
    code: 'NETWORK_NAMESPACE_NOT_OWNED',
    docs: ['network_namespaces(7)', 'netdevice(7)'],
  },
]

const FLAG_NAMES: Readonly<Record<string, string>> = {
  mnt: 'CLONE_NEWNS',
  net: 'CLONE_NEWNET',
  uts: 'CLONE_NEWUTS',
}

/** Whether a capability is in force, as far as `status` can be read. */
export function hasCapability(
  { status }: ProcessFacts,
  capability: Capability,
): boolean | undefined {
  const set = status.CapEff
  if (!/^[0-9a-f]+$/.test(set ?? '')) return undefined
  return ((BigInt(`0x${set}`) >> CAPABILITIES[capability]) & 1n) === 1n
}

/** Quote the capabilities of a process. */
export function quoteCapabilities({ proc, status }: ProcessFacts): Evidence {
  return kernel(`${proc}/status: CapEff: ${status.CapEff}`)
}

/** Quote the owner of a namespace, and the user namespace of the process. */
export function quoteOwner(process: ProcessFacts, kind: string): Evidence {
  const { proc, namespaces } = process
  const { id, owner } = namespaces[kind] ?? {}
  return kernel(
    `${proc}/ns/${kind}: ${id} is owned by ${owner}, the process is in ${namespaces.user?.id}`,
  )
}

/** Whether a process is in another user namespace than the owner of one. */
export function isForeign({ namespaces }: ProcessFacts, kind: string): boolean {
  const owner = namespaces[kind]?.owner
  const user = namespaces.user?.id
  return owner !== undefined && user !== undefined && owner !== user
}

function needOf({ syscall }: Failure): Need | undefined {
  return NEEDS.find(({ syscalls }) => syscalls.includes(syscall))
}

function lookAtOwner(failure: Failure, facts: Facts): Diagnosis | undefined {
  const need = needOf(failure)
  const { process } = facts
  if (!need || !isForeign(process, need.kind)) return undefined
  // Without the capability it would have failed over its own as well.
  if (!hasCapability(process, need.capability)) return undefined
  const name = FLAG_NAMES[need.kind]
  return {
    code: need.code,
    evidence: [quoteOwner(process, need.kind), ...plannedFlag(failure, need)],
    because: `${need.capability} in a user namespace of one's own counts only for namespaces that belong to it, and this one belongs to the host's`,
    fix: `Make the new user namespace first and the other one after it or with it: CLONE_NEWUSER|${name}`,
    docs: [
      'user_namespaces(7), "Interaction of user namespaces and other types of namespaces"',
      ...need.docs,
    ],
  }
}

/** What the table has about the namespace that is not one's own. */
function plannedFlag(failure: Failure, { kind, flag }: Need): Evidence[] {
  const late = firstAfter(
    failure,
    (step) => step.name === 'unshare' && hasFlag(step, 0, flag),
  )
  if (late) return [quoteStep(failure, late)]
  const user = unshareOf(failure, CLONE_NEWUSER)
  if (user) return [quoteStep(failure, user)]
  if (failure.step < 0) return []
  return [table(`no step, and no flag of clone3, has ${FLAG_NAMES[kind]}`)]
}

function lookAtCapability(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  const { process } = facts
  const capability = capabilityFor(failure)
  if (!capability || hasCapability(process, capability) !== false)
    return undefined
  return {
    code: 'CAPABILITY_MISSING',
    evidence: [
      quoteCapabilities(process),
      kernel(`${process.proc}/status: Uid: ${process.status.Uid}`),
    ],
    because: `${failure.syscall} wants ${capability}, bit ${CAPABILITIES[capability]} of CapEff, and that bit is 0`,
    fix: fixFor(failure, process, capability),
    docs: ['capabilities(7)', `${failure.syscall}(2), "ERRORS"`],
  }
}

function fixFor(
  { isOwn }: Failure,
  { status }: ProcessFacts,
  capability: Capability,
): string {
  const uid = status.Uid?.split('\t')[1]
  if (uid === '0')
    return `User ID 0 alone is not enough: whoever started this took ${capability} away (a container engine, setpriv)`
  return isOwn
    ? 'Use sudo: it is done outside, before the container is born, and a user namespace of its own does not help there'
    : 'Use sudo, or give the container a user namespace of its own ("user" in linux.namespaces): in there you have every capability'
}

function capabilityFor(failure: Failure): Capability | undefined {
  if (failure.syscall === 'chroot') return 'CAP_SYS_CHROOT'
  if (failure.syscall === 'mknodat') return 'CAP_MKNOD'
  return needOf(failure)?.capability
}

const ALL = [
  ...NEEDS.flatMap(({ syscalls }) => syscalls),
  ...['chroot', 'mknodat'],
]

export const privilegeRules: readonly Rule[] = [
  { syscalls: ALL, codes: ['EPERM'], look: lookAtOwner },
  { syscalls: ALL, codes: ['EPERM'], look: lookAtCapability },
]
