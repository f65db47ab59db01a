// Calls that change or detach a mount, given a directory that is none, or one
// that is in use.
import {
  MNT_DETACH,
  MS_PRIVATE,
  MS_REMOUNT,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
} from '../sys/constants/mounts.ts'
import {
  type Diagnosis,
  type Evidence,
  kernel,
  type Rule,
} from './diagnosis.ts'
import type { Facts, PathFact } from './facts.ts'
import { type Failure, numberArg } from './failure.ts'
import { quoteMount } from './pivot-root.ts'

const CHANGES = MS_REMOUNT | MS_PRIVATE | MS_SLAVE | MS_SHARED | MS_UNBINDABLE

function targetOf(failure: Failure, facts: Facts): PathFact | undefined {
  if (failure.syscall === 'umount2') return facts.paths[0]
  if (failure.syscall === 'mount_setattr') return facts.paths[1]
  return Number(numberArg(failure, 3)) & CHANGES ? facts.paths[1] : undefined
}

function lookAtTarget(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = targetOf(failure, facts)
  if (path?.walk.end !== 'found' || path.isMountRoot) return undefined
  const mount = facts.process.mounts.find(({ id }) => id === path.mountId)
  return {
    code: 'NOT_A_MOUNT_POINT',
    evidence: [
      kernel(
        mount
          ? `${facts.process.proc}/mountinfo: "${path.path}" has no line of its own, it lies inside ${mount.line}`
          : `"${path.path}" is not the root of a mount (statx)`,
      ),
    ],
    because:
      'Flags, propagation and umount are matters of a mount, and this is a directory or file inside one',
    fix:
      failure.syscall === 'umount2'
        ? 'Name the place where the mount was attached'
        : 'Bind it on itself first: then it is a mount of its own',
    docs: [`${failure.syscall}(2), "ERRORS"`],
  }
}

function lookAtUse(failure: Failure, facts: Facts): Diagnosis | undefined {
  const [path] = facts.paths
  if (Number(numberArg(failure, 1)) & MNT_DETACH || !path) return undefined
  const evidence = usersOf(path, facts)
  if (evidence.length === 0) return undefined
  return {
    code: 'UMOUNT_BUSY',
    evidence,
    because:
      'Without MNT_DETACH umount2 takes off only what nobody stands in and nothing is mounted on',
    fix: 'umount2(…, MNT_DETACH) takes it out of sight now, with all that is mounted on it, and lets go of it when the last user has gone',
    docs: ['umount2(2), "MNT_DETACH"'],
  }
}

function usersOf(path: PathFact, facts: Facts): Evidence[] {
  const { process, cwd, root } = facts
  const on = process.mounts.filter(
    ({ parent, id }) => parent === path.mountId && id !== path.mountId,
  )
  const here = Object.entries({ cwd, root }).filter(
    ([, fact]) => fact?.mountId === path.mountId,
  )
  return [
    ...here.map(([name]) =>
      kernel(
        `${process.proc}/${name} is on mount ${path.mountId}, the one to be taken off`,
      ),
    ),
    ...on.slice(0, 2).map((mount) => quoteMount(facts, mount)),
  ]
}

export const mountPointRules: readonly Rule[] = [
  {
    syscalls: ['umount2', 'mount', 'mount_setattr'],
    codes: ['EINVAL'],
    look: lookAtTarget,
  },
  { syscalls: ['umount2'], codes: ['EBUSY'], look: lookAtUse },
]
