// Mounts as they come into a user namespace: the kernel locks together what
// its new root did not make himself, so that nothing under it or forbidden by
// it can be had. @see mount_namespaces(7), "Restrictions on mount namespaces"

import { isBelow, type Mount } from '../mountinfo.ts'
import { AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import { type Diagnosis, kernel, type Rule } from './diagnosis.ts'
import type { Facts, PathFact } from './facts.ts'
import { type Failure, numberArg, wordArg } from './failure.ts'
import { quoteMount } from './pivot-root.ts'

const RESTRICTIONS = 'mount_namespaces(7), "Restrictions on mount namespaces"'

const REMOUNT = {
  ro: MS_RDONLY,
  nosuid: MS_NOSUID,
  nodev: MS_NODEV,
  noexec: MS_NOEXEC,
}
const CLEARED = {
  ro: MOUNT_ATTR_RDONLY,
  nosuid: MOUNT_ATTR_NOSUID,
  nodev: MOUNT_ATTR_NODEV,
  noexec: MOUNT_ATTR_NOEXEC,
}

/** Whether mounts came into a user namespace together, and are locked. */
function isLockedIn({ process, own }: Facts): boolean {
  const [theirs, ours] = [process, own].map(({ namespaces }) => namespaces)
  return theirs?.mnt?.owner !== ours?.mnt?.owner
}

/** The same mount in our own namespace, from which it was copied. */
function originalOf({ own }: Facts, mount: Mount): Mount | undefined {
  return own.mounts.find(
    ({ point, device, root }) =>
      point === mount.point && device === mount.device && root === mount.root,
  )
}

function lookAtFlags(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = facts.paths[1]
  if (!path || !isLockedIn(facts)) return undefined
  const lost = path.mountFlags.filter((flag) => clears(failure, flag))
  if (lost.length === 0) return undefined
  const mount = facts.process.mounts.find(({ id }) => id === path.mountId)
  return {
    code: 'MOUNT_FLAGS_LOCKED',
    evidence: [
      mount
        ? quoteMount(facts, mount)
        : kernel(`statfs("${path.path}") says ${path.mountFlags.join(',')}`),
    ],
    because: `The mount is ${lost.join(' and ')} where it came from, and a user namespace may add restrictions but take none away`,
    fix:
      failure.syscall === 'mount'
        ? `Name the flags it has besides your own: ${lost.join(', ')}; a remount replaces all of them`
        : `Do not clear ${lost.join(', ')}`,
    docs: [RESTRICTIONS, `${failure.syscall}(2), "ERRORS"`],
  }
}

/** Whether a call would take a flag away that the mount has. */
function clears(failure: Failure, name: string): boolean {
  const flag = name as keyof typeof REMOUNT
  if (failure.syscall === 'mount_setattr')
    return (wordArg(failure, 3, 1) & BigInt(CLEARED[flag])) !== 0n
  const flags = Number(numberArg(failure, 3))
  return (flags & MS_REMOUNT) !== 0 && (flags & REMOUNT[flag]) === 0
}

/** The path of the mount that is copied, with or without those below it. */
function copied(failure: Failure, facts: Facts): PathFact | undefined {
  if (failure.syscall === 'open_tree') {
    const flags = Number(numberArg(failure, 2))
    return flags & OPEN_TREE_CLONE ? facts.paths[1] : undefined
  }
  const flags = Number(numberArg(failure, 3))
  return flags & MS_BIND && !(flags & MS_REMOUNT) ? facts.paths[0] : undefined
}

function isRecursive(failure: Failure): boolean {
  const isTree = failure.syscall === 'open_tree'
  const [index, flag] = isTree ? [2, AT_RECURSIVE] : [3, MS_REC]
  return (Number(numberArg(failure, index)) & flag) !== 0
}

function lookAtChildren(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = copied(failure, facts)
  if (!path?.walk.at.startsWith('/') || isRecursive(failure)) return undefined
  if (!isLockedIn(facts)) return undefined
  const child = facts.process.mounts.find(
    (mount) =>
      mount.parent === path.mountId &&
      isBelow(mount.point, path.walk.at) &&
      originalOf(facts, mount) !== undefined,
  )
  if (!child) return undefined
  return {
    code: 'BIND_LOCKED_CHILDREN',
    evidence: [quoteMount(facts, child)],
    because: `A copy of "${path.path}" alone would show what "${child.point}" hides, which a user namespace may not see`,
    fix:
      failure.syscall === 'mount'
        ? 'Bind all of it: MS_BIND|MS_REC ("rbind")'
        : 'Copy all of it: OPEN_TREE_CLONE|AT_RECURSIVE ("rbind")',
    docs: [RESTRICTIONS, 'open_tree(2)'],
  }
}

function lookAtUnbindable(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  const path = copied(failure, facts)
  const mount = facts.process.mounts.find(({ id }) => id === path?.mountId)
  if (!mount?.propagation.includes('unbindable')) return undefined
  return {
    code: 'BIND_UNBINDABLE',
    evidence: [quoteMount(facts, mount)],
    because: `"${mount.point}" is unbindable: it may not be copied`,
    fix: 'Make it private instead (MS_PRIVATE), or bind it before it becomes unbindable',
    docs: [
      'mount_namespaces(7), "MS_UNBINDABLE example"',
      'mount(2), "ERRORS"',
    ],
  }
}

function lookAtUmount(_: Failure, facts: Facts): Diagnosis | undefined {
  const [path] = facts.paths
  const mount = facts.process.mounts.find(({ id }) => id === path?.mountId)
  if (!path?.isMountRoot || !mount || !isLockedIn(facts)) return undefined
  if (!originalOf(facts, mount)) return undefined
  return {
    code: 'UMOUNT_LOCKED',
    evidence: [quoteMount(facts, mount)],
    because: `"${mount.point}" came into this user namespace with what it covers, and to take it off would show that`,
    fix: 'Leave it: after pivot_root, umount2(".", MNT_DETACH) of the old root takes all of them along',
    docs: [RESTRICTIONS, 'umount2(2), "ERRORS"'],
  }
}

export const lockedMountRules: readonly Rule[] = [
  { syscalls: ['mount', 'mount_setattr'], codes: ['EPERM'], look: lookAtFlags },
  {
    syscalls: ['mount', 'open_tree'],
    codes: ['EINVAL'],
    look: lookAtUnbindable,
  },
  { syscalls: ['mount', 'open_tree'], codes: ['EINVAL'], look: lookAtChildren },
  { syscalls: ['umount2'], codes: ['EINVAL'], look: lookAtUmount },
]
