// pivot_root(2) answers EINVAL and EBUSY for a dozen reasons. All of them can
// be seen from outside, in the order in which the kernel asks.

import { isBelow, isShared, type Mount } from '../mountinfo.ts'
import {
  MS_BIND,
  MS_PRIVATE,
  MS_SLAVE,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import type { Step } from '../sys/recorder.ts'
import {
  type Diagnosis,
  type Evidence,
  kernel,
  type Rule,
  table,
} from './diagnosis.ts'
import type { Facts, PathFact } from './facts.ts'
import { type Failure, textArg } from './failure.ts'
import { firstAfter, hasFlag, lastBefore, quoteStep } from './table.ts'

const ERRORS = 'pivot_root(2), "ERRORS"'

function mountOf(facts: Facts, path: PathFact | undefined): Mount | undefined {
  return facts.process.mounts.find(({ id }) => id === path?.mountId)
}

/** Quote a line of the process's mountinfo. */
export function quoteMount({ process }: Facts, { line }: Mount) {
  return kernel(`${process.proc}/mountinfo: ${line}`)
}

/** The kernel refuses what would show up on the host. */
function lookAtPropagation(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  const [newRoot, putOld] = facts.paths
  const newMount = mountOf(facts, newRoot)
  const parent = facts.process.mounts.find(({ id }) => id === newMount?.parent)
  const shared = [parent, mountOf(facts, putOld)].find(
    (mount) => mount && isShared(mount),
  )
  if (!shared) return undefined
  return {
    code: 'PIVOT_ROOT_SHARED',
    evidence: [quoteMount(facts, shared), plannedPropagation(failure, shared)],
    because: `"${shared.point}" is shared (${shared.propagation.join(' ')}): the swap of the roots would reach every mount namespace that shares it, the host's among them`,
    fix: 'Make every mount private before, and with MS_REC also those below "/": mount(NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL) as the first thing in the new mount namespace',
    docs: [ERRORS, 'mount_namespaces(7), "SHARED SUBTREES"'],
  }
}

/** The step that came too late, did too little, or is not there. */
function plannedPropagation(failure: Failure, { point }: Mount): Evidence {
  const cuts = (step: Step) => makesPrivate(step) && covers(step.args[1], point)
  const step = lastBefore(failure, cuts) ?? firstAfter(failure, cuts)
  if (step) return quoteStep(failure, step)
  return table('no step makes it private (MS_PRIVATE) or a slave (MS_SLAVE)')
}

function makesPrivate(step: Step): boolean {
  if (step.name !== 'mount') return false
  return hasFlag(step, 3, MS_PRIVATE) || hasFlag(step, 3, MS_SLAVE)
}

// Where "." will be by then is another matter.
function covers(target: unknown, point: string): boolean {
  if (typeof target !== 'string' || !target.startsWith('/')) return false
  return isBelow(point, target)
}

function lookAtCurrentRoot(
  failure: Failure,
  facts: Facts,
): Diagnosis | undefined {
  if (!facts.root || facts.root.isMountRoot) return undefined
  const chroot = lastBefore(failure, ({ name }) => name === 'chroot')
  return {
    code: 'PIVOT_ROOT_AFTER_CHROOT',
    evidence: [
      kernel(`${facts.process.proc}/root is not the root of a mount`),
      ...(chroot ? [quoteStep(failure, chroot)] : []),
    ],
    because:
      'pivot_root swaps the mount at "/", and after chroot "/" is a directory somewhere inside a mount',
    fix: 'Leave chroot out: pivot_root alone changes the root directory',
    docs: [ERRORS, 'chroot(2)'],
  }
}

function lookAtNewRoot(failure: Failure, facts: Facts): Diagnosis | undefined {
  const [newRoot] = facts.paths
  if (newRoot?.walk.end !== 'found' || newRoot.isMountRoot) return undefined
  const mount = mountOf(facts, newRoot)
  const late = firstAfter(failure, attaches)
  return {
    code: 'PIVOT_ROOT_NOT_A_MOUNT',
    evidence: [
      mount
        ? kernel(
            `${facts.process.proc}/mountinfo: "${newRoot.path}" has no line of its own, it lies inside ${mount.line}`,
          )
        : kernel(`"${newRoot.path}" is not the root of a mount (statx)`),
      late
        ? quoteStep(failure, late)
        : table('no step before it attaches a mount there'),
    ],
    because:
      'The new root has to be a mount point: pivot_root moves mounts, not directories',
    fix: 'Bind the root filesystem on itself first, and step into the new mount: a working directory from before is still below it',
    docs: [ERRORS, 'mount(2), "Creating a bind mount"', 'open_tree(2)'],
  }
}

function attaches(step: Step): boolean {
  if (step.name === 'move_mount') return true
  if (step.name === 'open_tree') return hasFlag(step, 2, OPEN_TREE_CLONE)
  return step.name === 'mount' && hasFlag(step, 3, MS_BIND)
}

function lookAtSameRoot(failure: Failure, facts: Facts): Diagnosis | undefined {
  const [newRoot] = facts.paths
  const root = mountOf(facts, facts.root)
  if (!root || !newRoot || newRoot.mountId !== root.id) return undefined
  const before = lastBefore(failure, ({ name }) => name === 'pivot_root')
  return {
    code: 'PIVOT_ROOT_ALREADY_ROOT',
    evidence: [
      kernel(
        `${facts.process.proc}/root and "${newRoot.path}" are both on mount ${root.id}: ${root.line}`,
      ),
      ...(before ? [quoteStep(failure, before)] : []),
    ],
    because: 'The new root is the root already, so there is nothing to swap',
    fix: before
      ? 'Call pivot_root once; the old root is let go of by umount2 with MNT_DETACH'
      : 'Give it the mount of the container, not "/"',
    docs: [ERRORS],
  }
}

function lookAtPutOld(failure: Failure, facts: Facts): Diagnosis | undefined {
  const [newRoot, putOld] = facts.paths
  const [newPath = '', oldPath = ''] = [0, 1].map((i) => textArg(failure, i))
  if (!newRoot || !putOld || !isComparable(newPath, oldPath)) return undefined
  if (newRoot.walk.links.length > 0 || putOld.walk.links.length > 0)
    return undefined
  if (isBelow(putOld.walk.at, newRoot.walk.at)) return undefined
  return {
    code: 'PIVOT_ROOT_PUT_OLD_OUTSIDE',
    evidence: [table(`"${oldPath}" is not below "${newPath}"`)],
    because:
      'The old root is attached at put_old after the swap, and only what is below the new root can be reached then',
    fix: `Take a directory below "${newPath}", or pivot_root(".", ".") from inside it, which stacks the old root on the new`,
    docs: [ERRORS, 'pivot_root(2), "NOTES"'],
  }
}

const isComparable = (...paths: readonly string[]) =>
  paths.every((path) => path.startsWith('/'))

const rule = (codes: readonly string[], look: Rule['look']): Rule => ({
  syscalls: ['pivot_root'],
  codes,
  look,
})

export const pivotRootRules: readonly Rule[] = [
  rule(['EINVAL'], lookAtPropagation),
  rule(['EINVAL'], lookAtCurrentRoot),
  rule(['EINVAL', 'EBUSY'], lookAtNewRoot),
  rule(['EBUSY'], lookAtSameRoot),
  rule(['EINVAL', 'EBUSY'], lookAtPutOld),
]
