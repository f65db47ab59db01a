import { enterCgroup } from '../linux/cgroup/enter.ts'
import { keepMore, keepStandardStreams } from '../linux/descriptors.ts'
import { type Entrance, enterContainer } from '../linux/enter.ts'
import {
  leaveSession,
  resetSignals,
  restoreOpenFiles,
} from '../linux/inheritance.ts'
import { joinKeyring } from '../linux/keyring.ts'
import { executeProgram } from '../linux/process.ts'
import { setAffinity } from '../linux/scheduling.ts'
import { loadSeccomp, type Moment } from '../linux/seccomp/load.ts'
import {
  openHostMaster,
  openOwnMaster,
  takeTerminal,
} from '../linux/terminal.ts'
import { becomeRoot } from '../linux/user.ts'
import type { Linux, Process } from '../spec/runtime-spec.ts'
import {
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
} from '../sys/constants/processes.ts'
import type { Limit } from '../sys/limits.ts'
import { Program, type Result } from '../sys/program.ts'
import { type GivenTerminal, terminalOf } from './own-terminal.ts'
import type { Given } from './plan.ts'
import {
  type Before,
  isLimited,
  recordConduct,
  recordInHostProc,
  recordUser,
} from './process-rights.ts'

// #region lab-07
/** What is known of it when it is born. */
type GivenForExec = GivenTerminal &
  Pick<Given, 'keyring' | 'preserveFds'> &
  Omit<Before, 'isMapped'> &
  Pick<Linux, 'seccomp' | 'personality'>
// #endregion lab-07

/**
 * Record what a further process of a container does from its birth to its
 * execve. Nothing is done yet.
 *
 * @param entrance Leads into the container.
 * @param openFiles Limit to hand down.
 * @param given Of its terminal, if it is to have one, and of its rights.
 */
export function planExec(
  process: Process,
  entrance: Entrance,
  openFiles: Limit,
  // #region lab-07
  given: GivenForExec = {},
  // #endregion lab-07
): Program {
  const { namespaces } = entrance
  const child = new Program()
  // #region lab-07
  const { initial, final } = process.execCPUAffinity ?? {}
  if (initial) setAffinity(child, initial)
  // #endregion lab-07
  // #region lab-04
  const { cgroup } = entrance
  if (cgroup !== undefined) enterCgroup(child, cgroup)
  // #endregion lab-04
  resetSignals(child)
  let mayOpen: Limit | undefined = openFiles
  // #region lab-07
  if (isLimited(process, 'RLIMIT_NOFILE')) mayOpen = undefined
  recordInHostProc(child, process)
  // #endregion lab-07
  if (mayOpen) restoreOpenFiles(child, mayOpen)
  // #region lab-07
  const wish = terminalOf(process, given)
  // Without mounts of its own, the container has no devpts of its own.
  const hasMounts = namespaces & CLONE_NEWNS
  let master: Result | undefined
  if (wish && !hasMounts) master = openHostMaster(child)
  // #endregion lab-07
  enterContainer(child, entrance)
  if (namespaces & CLONE_NEWPID) child.bequeath()
  leaveSession(child)
  // #region lab-07
  if (given.keyring !== undefined) joinKeyring(child, given.keyring)
  // #endregion lab-07
  if (namespaces & CLONE_NEWUSER) becomeRoot(child)
  // #region lab-07
  if (wish && hasMounts) master = openOwnMaster(child, entrance.root)
  if (wish && master) takeTerminal(child, master, wish)
  if (final) setAffinity(child, final)
  recordConduct(child, process, given)
  const filter = (moment: Moment) =>
    loadSeccomp(child, process, given.seccomp, moment)
  filter('still privileged')
  const isMapped = (namespaces & CLONE_NEWUSER) !== 0n
  recordUser(child, process, { ...given, isMapped })
  // #endregion lab-07
  keepStandardStreams(child)
  // #region lab-07
  keepMore(child, given.preserveFds ?? 0)
  // #endregion lab-07
  // #region lab-07
  filter('at last')
  // #endregion lab-07
  executeProgram(child, process)
  return child
}
