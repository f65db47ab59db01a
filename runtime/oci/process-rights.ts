// What a process of a container is told to be and to do without, in the order
// in which the kernel still lets it happen:
//
//     /proc of the host   what it says of its program to security modules
//     ─ its root ─
//     any user            when it runs; no new privileges
//     ─ a filter of system calls, if it can be installed only now ─
//     still root          limits, bounding set ─▶ groups, user ─▶ the rest
//
// Only what the bundle asks for is recorded.
import {
  grantedSets,
  type OwnCapabilities,
  takeCapabilities,
} from '../linux/capabilities.ts'
import { becomeUser, maskPermissions, ownStreams } from '../linux/identity.ts'
import { refuseNewPrivileges } from '../linux/no-new-privileges.ts'
import { setPersonality } from '../linux/personality.ts'
import { limitResources } from '../linux/rlimits.ts'
import { setIoPriority, setScheduler } from '../linux/scheduling.ts'
import {
  setApparmorProfile,
  setSelinuxLabel,
} from '../linux/security-labels.ts'
import { writeSettings } from '../linux/sysctl.ts'
import type { RlimitType } from '../spec/process-spec.ts'
import type { Linux, Process, Spec, User } from '../spec/runtime-spec.ts'
import type { Program } from '../sys/program.ts'

/** What a process has before it is told anything. */
export interface Before {
  /** Capabilities; without it, all there are. */
  readonly own?: OwnCapabilities
  /** Those of its standard streams that are pipes. */
  readonly pipes?: readonly number[]
  /** Whether it is root of a user namespace by now, and no more than that. */
  readonly isMapped: boolean
}

const ROOT: User = { uid: 0, gid: 0 }

/** Record what is written in the /proc of the host, so before the root changes. */
export function recordInHostProc(
  child: Program,
  process: Process,
  linux?: Linux,
): void {
  const { apparmorProfile, selinuxLabel } = process
  if (linux?.sysctl) writeSettings(child, linux.sysctl)
  if (apparmorProfile) setApparmorProfile(child, apparmorProfile)
  if (selinuxLabel) setSelinuxLabel(child, selinuxLabel)
}

/** Record what anybody may do. */
export function recordConduct(
  child: Program,
  process: Process,
  linux?: Pick<Linux, 'personality'>,
): void {
  const { scheduler, ioPriority, noNewPrivileges } = process
  if (linux?.personality) setPersonality(child, linux.personality)
  if (scheduler) setScheduler(child, scheduler)
  if (ioPriority) setIoPriority(child, ioPriority)
  if (noNewPrivileges) refuseNewPrivileges(child)
}

/** Record what takes root, and that it is not root any more. */
export function recordUser(
  child: Program,
  process: Process,
  { own, pipes = [], isMapped }: Before,
): void {
  const { user = ROOT, capabilities, rlimits } = process
  if (rlimits) limitResources(child, rlimits)
  // Its terminal is one file, whatever the number of streams.
  const streams = process.terminal ? [0] : pipes
  if (user.uid !== 0) ownStreams(child, streams, user.uid)
  const isAsIs = isMapped || !capabilities
  const become = () => {
    if (isSomebody(user) || !isAsIs) becomeUser(child, user, isMapped)
  }
  if (capabilities)
    takeCapabilities(child, grantedSets(capabilities, own), become, own)
  else become()
  if (user.umask !== undefined) maskPermissions(child, user.umask)
}

/** Whether that is somebody else than the root that we are. */
function isSomebody({ uid, gid, additionalGids = [] }: User): boolean {
  return uid !== 0 || gid !== 0 || additionalGids.length > 0
}

/** Whether a container has a user namespace. */
export function isMapped({ linux }: Pick<Spec, 'linux'>): boolean {
  return linux?.namespaces.some(({ type }) => type === 'user') ?? false
}

/** Whether its bundle limits a resource. */
export function isLimited({ rlimits }: Process, type: RlimitType): boolean {
  return rlimits?.some((limit) => limit.type === type) ?? false
}
