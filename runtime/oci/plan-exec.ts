import { enterCgroup } from '../linux/cgroup/enter.ts'
import { keepStandardStreams } from '../linux/descriptors.ts'
import { type Entrance, enterContainer } from '../linux/enter.ts'
import {
  leaveSession,
  resetSignals,
  restoreOpenFiles,
} from '../linux/inheritance.ts'
import { executeProgram } from '../linux/process.ts'
import { becomeRoot } from '../linux/user.ts'
import type { Process } from '../spec/runtime-spec.ts'
import { CLONE_NEWPID, CLONE_NEWUSER } from '../sys/constants/processes.ts'
import type { Limit } from '../sys/limits.ts'
import { Program } from '../sys/program.ts'

/**
 * Record what a further process of a container does from its birth to its
 * execve. Nothing is done yet.
 *
 * @param entrance Leads into the container.
 * @param openFiles Limit to hand down.
 */
export function planExec(
  process: Process,
  entrance: Entrance,
  openFiles: Limit,
): Program {
  const { namespaces } = entrance
  const child = new Program()
  // #region lab-04
  const { cgroup } = entrance
  if (cgroup !== undefined) enterCgroup(child, cgroup)
  // #endregion lab-04
  resetSignals(child)
  restoreOpenFiles(child, openFiles)
  enterContainer(child, entrance)
  if (namespaces & CLONE_NEWPID) child.bequeath()
  leaveSession(child)
  if (namespaces & CLONE_NEWUSER) becomeRoot(child)
  keepStandardStreams(child)
  executeProgram(child, process)
  return child
}
