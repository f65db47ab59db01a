// How the first process of a container gets into its namespaces. Where all of
// them are new, it is born into them:
//
//     clone3(NEWNS|NEWPID|…) ── waits for "go" ── … ── execve
//
// Some cannot be entered at birth: those that exist already, and a time
// namespace whose clocks are to be set, which must happen before its first
// process. Then there is a stage, and its heir is the container:
//
//     clone3(0) ── setns … ── unshare(NEW…) ── waits for "go" ── clone ── ends
//                                                                └── … ── execve
//
// "go" is said when the parent has written what only it may: the maps of a
// user namespace, the offsets of the clocks.

import { hideCgroups } from '../linux/cgroup-namespace.ts'
import { awaitGo, type Ends } from '../linux/handshake.ts'
import { type ExistingNamespace, joinNamespaces } from '../linux/join.ts'
import { raiseLoopback } from '../linux/loopback.ts'
import { propagationOf, stopPropagation } from '../linux/mount-propagation.ts'
import { flagsOf, isNew } from '../linux/namespaces.ts'
import { becomeRoot } from '../linux/user.ts'
import { nameMachine } from '../linux/uts.ts'
import type { Namespace, Spec } from '../spec/runtime-spec.ts'
import type { Program } from '../sys/program.ts'

/**
 * Record how the process comes into its namespaces; afterwards it is the first
 * process of the container.
 */
export function recordBirth(child: Program, spec: Spec, ends: Ends): void {
  const namespaces = namespacesOf(spec)
  const existing = namespaces.filter(isExisting)
  const flags = flagsAtBirth(namespaces)
  const isComposed = existing.length > 0 || hasOffsets(spec)
  if (!isComposed) child.bornInto(flags)
  if (existing.length > 0) joinNamespaces(child, existing)
  if (isComposed && flags !== 0n) child.unshare(flags)
  if (needsParent(spec)) awaitGo(child, ends)
  if (isComposed) child.bequeath()
}

/** Record what makes the new namespaces habitable, and nobody else's. */
export function recordIsolation(child: Program, spec: Spec): void {
  const namespaces = namespacesOf(spec)
  if (namespaces.some(({ type }) => type === 'user')) becomeRoot(child)
  if (spec.hostname !== undefined || spec.domainname !== undefined)
    nameMachine(child, spec)
  if (isNew(namespaces, 'network')) raiseLoopback(child)
  if (isNew(namespaces, 'cgroup')) hideCgroups(child)
  if (isNew(namespaces, 'mount')) stopPropagation(child, propagationOf(spec))
}

/** Whether the process has to wait for us before it can go on. */
export function needsParent(spec: Spec): boolean {
  return isNew(namespacesOf(spec), 'user') || hasOffsets(spec)
}

const namespacesOf = ({ linux }: Spec) => linux?.namespaces ?? []

const hasOffsets = ({ linux }: Spec) => linux?.timeOffsets !== undefined

function isExisting(namespace: Namespace): namespace is ExistingNamespace {
  return namespace.path !== undefined
}

// Not the cgroup namespace: its root is the cgroup we are in when it is made.
function flagsAtBirth(namespaces: readonly Namespace[]): bigint {
  const types = namespaces
    .filter(({ type, path }) => path === undefined && type !== 'cgroup')
    .map(({ type }) => type)
  return types.length > 0 ? flagsOf(types) : 0n
}
