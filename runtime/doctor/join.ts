// setns(2): what the file is, whether it may be entered, and in what order.
import { CLONE_FLAGS, CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { type Diagnosis, file, kernel, type Rule } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, numberArg } from './failure.ts'
import { hasCapability, quoteCapabilities } from './privilege.ts'
import { firstAfter, hasFlag, openerOf, quoteStep } from './table.ts'

const FLAG_OF: Readonly<Record<string, keyof typeof CLONE_FLAGS>> = {
  cgroup: 'CLONE_NEWCGROUP',
  ipc: 'CLONE_NEWIPC',
  mnt: 'CLONE_NEWNS',
  net: 'CLONE_NEWNET',
  pid: 'CLONE_NEWPID',
  time: 'CLONE_NEWTIME',
  user: 'CLONE_NEWUSER',
  uts: 'CLONE_NEWUTS',
}

function openedBy(failure: Failure) {
  const opener = openerOf(failure, numberArg(failure, 0))
  return opener ? [quoteStep(failure, opener)] : []
}

function lookAtType(failure: Failure, { paths }: Facts): Diagnosis | undefined {
  const [path] = paths
  const wanted = numberArg(failure, 1)
  const name = path?.namespace?.split(':')[0]
  const flag = name === undefined ? undefined : FLAG_OF[name]
  if (!path || !flag || wanted === 0n || wanted === CLONE_FLAGS[flag])
    return undefined
  return {
    code: 'SETNS_WRONG_TYPE',
    evidence: [
      kernel(`descriptor ${numberArg(failure, 0)} refers to ${path.namespace}`),
      ...openedBy(failure),
    ],
    because: `The file is a namespace of another type than the flag says: it wants ${flag}`,
    fix: 'Correct "path" in linux.namespaces so that it is of that "type"',
    docs: ['setns(2), "ERRORS"', 'runtime-spec config-linux.md, "Namespaces"'],
  }
}

function lookAtFile(failure: Failure, { paths }: Facts): Diagnosis | undefined {
  const [path] = paths
  if (!path?.kind || path.namespace !== undefined) return undefined
  // A pidfd is a way in as well, and has no name in a filesystem.
  if (!path.path.startsWith('/')) return undefined
  return {
    code: 'SETNS_NOT_A_NAMESPACE',
    evidence: [file(`"${path.path}" is a ${path.kind}`), ...openedBy(failure)],
    because:
      'Only a file of /proc/<pid>/ns, a bind mount of one, or a pidfd can be entered',
    fix: 'Correct "path" in linux.namespaces; "ip netns add" makes such files in /run/netns',
    docs: ['setns(2)', 'namespaces(7), "The /proc/pid/ns/ directory"'],
  }
}

function lookAtSameUser(
  _: Failure,
  { process, paths }: Facts,
): Diagnosis | undefined {
  const [path] = paths
  const user = process.namespaces.user?.id
  if (user === undefined || path?.namespace !== user) return undefined
  return {
    code: 'SETNS_OWN_USER_NAMESPACE',
    evidence: [
      kernel(`${process.proc}/ns/user: ${user}, and so does the descriptor`),
    ],
    because:
      'Entering the user namespace one is in would give back capabilities that were given up, so it is refused',
    fix: 'Leave "user" out of linux.namespaces, or name another namespace',
    docs: ['setns(2), "ERRORS"', 'user_namespaces(7)'],
  }
}

function lookAtOrder(failure: Failure, facts: Facts): Diagnosis | undefined {
  const late = firstAfter(
    failure,
    (step) => step.name === 'setns' && hasFlag(step, 1, CLONE_NEWUSER),
  )
  if (!late || hasCapability(facts.process, 'CAP_SYS_ADMIN') !== false)
    return undefined
  return {
    code: 'SETNS_USER_FIRST',
    evidence: [quoteCapabilities(facts.process), quoteStep(failure, late)],
    because:
      'The capabilities to enter a namespace are those over its owner: they come with the user namespace, which is entered too late',
    fix: 'Enter the user namespace first, and the others after it',
    docs: [
      'setns(2), "Details for specific namespace types"',
      'user_namespaces(7)',
    ],
  }
}

function lookAtPrivilege(
  failure: Failure,
  { process, paths }: Facts,
): Diagnosis | undefined {
  if (hasCapability(process, 'CAP_SYS_ADMIN') !== false) return undefined
  const [path] = paths
  if (!path?.namespace) return undefined
  return {
    code: 'SETNS_WITHOUT_PRIVILEGE',
    evidence: [
      quoteCapabilities(process),
      kernel(`descriptor ${numberArg(failure, 0)} refers to ${path.namespace}`),
    ],
    because:
      "To enter a namespace one needs CAP_SYS_ADMIN in the user namespace that owns it, and in one's own",
    fix: 'Use sudo, or enter the user namespace that owns it first ("user" with its path in linux.namespaces)',
    docs: ['setns(2), "Details for specific namespace types"'],
  }
}

function lookAtOwner(
  failure: Failure,
  { process, paths }: Facts,
): Diagnosis | undefined {
  const [path] = paths
  const user = process.namespaces.user?.id
  if (!path?.namespace || !path.owner || !user) return undefined
  if (path.owner === user || !hasCapability(process, 'CAP_SYS_ADMIN'))
    return undefined
  return {
    code: 'SETNS_NOT_OWNED',
    evidence: [
      kernel(
        `descriptor ${numberArg(failure, 0)} refers to ${path.namespace}, which is owned by ${path.owner}; the process is in ${user}`,
      ),
      ...openedBy(failure),
    ],
    because:
      'Root of one user namespace may not enter what belongs to another one',
    fix: 'Enter its user namespace first, or enter this one before the own user namespace is made',
    docs: ['setns(2), "Details for specific namespace types"'],
  }
}

const rule = (codes: readonly string[], look: Rule['look']): Rule => ({
  syscalls: ['setns'],
  codes,
  look,
})

export const joinRules: readonly Rule[] = [
  rule(['EINVAL'], lookAtFile),
  rule(['EINVAL'], lookAtType),
  rule(['EINVAL'], lookAtSameUser),
  rule(['EPERM'], lookAtOrder),
  rule(['EPERM'], lookAtOwner),
  rule(['EPERM'], lookAtPrivilege),
]
