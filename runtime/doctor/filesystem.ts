// A new filesystem that the kernel refuses to make or to mount.

import { isBelow } from '../mountinfo.ts'
import { FSCONFIG_CMD_CREATE } from '../sys/constants/mounts.ts'
import { type Diagnosis, kernel, type Rule, table } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, numberArg, textArg } from './failure.ts'
import { quoteMount } from './pivot-root.ts'
import { hasCapability, isForeign, quoteOwner } from './privilege.ts'
import { lastBefore, openerOf } from './table.ts'

/** Filesystems that show a namespace, which their user has to own. */
const SHOWS: Readonly<
  Record<string, { kind: string; flag: string; word: string; manual: string }>
> = {
  proc: {
    kind: 'pid',
    flag: 'CLONE_NEWPID',
    word: 'PID',
    manual: 'pid_namespaces(7), "/proc and PID namespaces"',
  },
  sysfs: {
    kind: 'net',
    flag: 'CLONE_NEWNET',
    word: 'network',
    manual: 'network_namespaces(7)',
  },
  mqueue: {
    kind: 'ipc',
    flag: 'CLONE_NEWIPC',
    word: 'IPC',
    manual: 'ipc_namespaces(7)',
  },
  cgroup: {
    kind: 'cgroup',
    flag: 'CLONE_NEWCGROUP',
    word: 'cgroup',
    manual: 'cgroup_namespaces(7)',
  },
  cgroup2: {
    kind: 'cgroup',
    flag: 'CLONE_NEWCGROUP',
    word: 'cgroup',
    manual: 'cgroup_namespaces(7)',
  },
}

/** The type of the filesystem that a call is about, from the table. */
function typeOf(failure: Failure): string | undefined {
  if (failure.syscall === 'mount') return textArg(failure, 2)
  if (failure.syscall === 'fsopen') return textArg(failure, 0)
  const opener = openerOf(failure, numberArg(failure, 0))
  const [type] = opener?.name === 'fsopen' ? opener.args : []
  return typeof type === 'string' ? type : undefined
}

function lookAtNamespace(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  const type = typeOf(failure)
  const shows = SHOWS[type ?? '']
  const { process } = facts
  if (!shows || !isForeign(process, shows.kind)) return undefined
  if (!hasCapability(process, 'CAP_SYS_ADMIN')) return undefined
  return {
    code: `${shows.word.toUpperCase()}_NAMESPACE_NOT_OWNED`,
    evidence: [
      quoteOwner(process, shows.kind),
      ...unforked(failure, process.namespaces, shows.kind),
    ],
    because: `A "${type}" filesystem shows the ${shows.word} namespace of who mounts it, and this one is the host's, which root of another user namespace may not show`,
    fix: `Give the container a ${shows.word} namespace of its own (${shows.flag}, together with CLONE_NEWUSER or after it), or bind the host's with "rbind" instead`,
    docs: ['user_namespaces(7), "Capabilities"', shows.manual],
  }
}

/** unshare(CLONE_NEWPID) moves the children, and not the one who calls it. */
function unforked(
  failure: Failure,
  namespaces: Facts['process']['namespaces'],
  kind: string,
) {
  if (kind !== 'pid' || !namespaces.pid) return []
  const unshare = lastBefore(
    failure,
    ({ name, args }) =>
      name === 'unshare' && (BigInt(args[0] as number) & 0x20000000n) !== 0n,
  )
  if (!unshare) return []
  return [
    table(
      `step ${unshare.index}, unshare(CLONE_NEWPID), is for children: the caller itself stays in ${namespaces.pid.id}`,
    ),
  ]
}

/** In a user namespace proc and sysfs may show no more than is seen already. */
function lookAtVisible(failure: Failure, facts: Facts): Diagnosis | undefined {
  const type = typeOf(failure)
  const { process, own } = facts
  if (type !== 'proc' && type !== 'sysfs') return undefined
  if (!hasCapability(process, 'CAP_SYS_ADMIN')) return undefined
  if (process.namespaces.user?.id === own.namespaces.user?.id) return undefined
  if (isForeign(process, SHOWS[type]?.kind ?? '')) return undefined
  const there = process.mounts.filter(
    (mount) => mount.type === type && mount.root === '/',
  )
  if (there.length === 0) return goneOf(failure, type, facts)
  const covers = there.map((mount) =>
    process.mounts.find(
      ({ parent, point }) => parent === mount.id && isBelow(point, mount.point),
    ),
  )
  const [first] = covers
  if (!first || covers.includes(undefined)) return undefined
  return {
    code: `${type.toUpperCase()}_COVERED`,
    evidence: [quoteMount(facts, first)],
    because: `Part of the host's ${type} is covered by "${first.point}", and a fresh ${type} would show in a user namespace what was hidden from it`,
    fix: `Bind the ${type} that is there ("rbind" of ${there[0]?.point}), or start from a place where nothing is mounted over it`,
    docs: [
      'mount_namespaces(7), "Restrictions on mount namespaces"',
      'user_namespaces(7)',
    ],
  }
}

function goneOf(failure: Failure, type: string, facts: Facts): Diagnosis {
  const umount = lastBefore(failure, ({ name }) => name === 'umount2')
  return {
    code: `${type.toUpperCase()}_GONE`,
    evidence: [
      kernel(`${facts.process.proc}/mountinfo has no mount of type ${type}`),
      ...(umount
        ? [
            table(
              `step ${umount.index}, umount2, let go of the old root, and of its ${type} with it`,
            ),
          ]
        : []),
    ],
    because: `In a user namespace a fresh ${type} is allowed only as long as another one, with all of it in sight, is mounted`,
    fix: `Mount ${type} before the old root is let go of`,
    docs: [
      'mount_namespaces(7), "Restrictions on mount namespaces"',
      'user_namespaces(7)',
    ],
  }
}

function lookAtType(failure: Failure, facts: Facts): Diagnosis | undefined {
  const type = typeOf(failure)
  const known = facts.files['/proc/filesystems'] ?? ''
  const names = known.split('\n').map((line) => line.split('\t')[1])
  if (type === undefined || names.length < 2 || names.includes(type))
    return undefined
  return {
    code: 'FILESYSTEM_UNKNOWN',
    evidence: [kernel(`/proc/filesystems has no "${type}"`)],
    because:
      'The kernel has no filesystem of that name, and found no module that brings it',
    fix: 'Correct "type" of the mount; for a bind mount it is of no account, and "bind" has to stand in "options"',
    docs: [
      'filesystems(5)',
      'fsopen(2), "ERRORS"',
      'runtime-spec config.md, "Mounts"',
    ],
  }
}

function lookAtLog(failure: Failure, facts: Facts): Diagnosis | undefined {
  const [message] = facts.log
  if (message === undefined) return undefined
  const isCreate = Number(numberArg(failure, 1)) === FSCONFIG_CMD_CREATE
  return {
    code: isCreate ? 'FILESYSTEM_REFUSED' : 'FILESYSTEM_OPTION',
    evidence: facts.log.map((line) =>
      kernel(`log of the filesystem context: ${line}`),
    ),
    because: isCreate
      ? `"${typeOf(failure)}" takes each option, but not all of them together or not here`
      : `"${typeOf(failure)}" does not take ${optionOf(failure)}`,
    fix: 'What is not an option of mount(8) in general goes to the filesystem: correct it in "options" of the mount',
    docs: [
      'fsconfig(2), "ERRORS"',
      ...(typeOf(failure) === 'tmpfs' ? ['tmpfs(5)'] : ['mount(8)']),
    ],
  }
}

function optionOf(failure: Failure): string {
  const [key, value] = [textArg(failure, 2), textArg(failure, 3)]
  return value === undefined ? `"${key}"` : `"${key}=${value}"`
}

const MAKERS = ['mount', 'fsopen', 'fsconfig', 'fsmount']

export const filesystemRules: readonly Rule[] = [
  { syscalls: MAKERS, codes: ['EPERM'], look: lookAtNamespace },
  { syscalls: MAKERS, codes: ['EPERM'], look: lookAtVisible },
  { syscalls: ['mount', 'fsopen'], codes: ['ENODEV'], look: lookAtType },
  {
    syscalls: ['fsconfig'],
    codes: ['EINVAL', 'ENOENT', 'EPERM'],
    look: lookAtLog,
  },
]
