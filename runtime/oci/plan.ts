import { enterCgroup } from '../linux/cgroup/enter.ts'
import { keepStandardStreams } from '../linux/descriptors.ts'
import type { Ends } from '../linux/handshake.ts'
import {
  leaveSession,
  resetSignals,
  restoreOpenFiles,
} from '../linux/inheritance.ts'
import { executeInit, type InitDescriptors } from '../linux/init.ts'
import { isNew } from '../linux/namespaces.ts'
import type { Figures } from '../linux/own-figures.ts'
import { executeProgram } from '../linux/process.ts'
import type { ReadyMounts } from '../linux/ready-mount.ts'
import { enterRoot } from '../linux/rootfs.ts'
import type { Limit } from '../sys/limits.ts'
import { Program } from '../sys/program.ts'
import { asksForCgroup } from './asks-for-cgroup.ts'
import { recordBirth, recordIsolation } from './birth.ts'
import type { Bundle } from './bundle.ts'
import { type Prepared, recordOwnRoot } from './own-root.ts'

/** What this machine and this moment add to a plan; without it, it is a drawing. */
export interface Given {
  /** Limit to hand down; without it, the one we have. */
  readonly openFiles?: Limit
  // #region lab-02
  /** Over which the child and we wait for each other. */
  readonly handshake?: Ends
  /** An init to be executed instead of the program, which it starts. */
  readonly init?: InitDescriptors
  // #endregion lab-02
  // #region lab-03
  /** Mounts that only we could make, for the child to attach. */
  readonly mounts?: ReadyMounts
  // #endregion lab-03
  // #region lab-04
  /** Descriptor of the directory of its cgroup. */
  readonly cgroup?: number
  /** What it is to see of the machine in /proc. */
  readonly figures?: Figures
  // #endregion lab-04
}

// #region lab-02
const SOME_ENDS: Ends = { parent: 3, child: 4 }
// #endregion lab-02

// #region lab-04
const SOME_CGROUP = 5
// #endregion lab-04

/**
 * Record what the first process of a container does from its birth to its
 * execve. Nothing is done yet, and nothing is asked of this machine: the same
 * bundle has the same plan everywhere.
 */
export function plan(
  bundle: Pick<Bundle, 'spec' | 'rootfs'>,
  given: Given = {},
): Program {
  const { spec } = bundle
  const child = new Program()
  // #region lab-04
  if (asksForCgroup(spec)) enterCgroup(child, given.cgroup ?? SOME_CGROUP)
  // #endregion lab-04
  // #region lab-02
  recordBirth(child, spec, given.handshake ?? SOME_ENDS)
  // #endregion lab-02
  leaveSession(child)
  resetSignals(child)
  if (given.openFiles) restoreOpenFiles(child, given.openFiles)
  // #region lab-02
  recordIsolation(child, spec)
  // #endregion lab-02
  recordRoot(
    child,
    bundle,
    // #region lab-03
    given,
    // #endregion lab-03
  )
  keepStandardStreams(child)
  // #region lab-02
  if (given.init) {
    executeInit(child, given.init)
    return child
  }
  // #endregion lab-02
  executeProgram(child, spec.process)
  return child
}

function recordRoot(
  child: Program,
  bundle: Pick<Bundle, 'spec' | 'rootfs'>,
  // #region lab-03
  given: Prepared,
  // #endregion lab-03
): void {
  const { spec, rootfs } = bundle
  // #region lab-03
  if (isNew(spec.linux?.namespaces ?? [], 'mount')) {
    recordOwnRoot(child, bundle, given)
    return
  }
  // #endregion lab-03
  enterRoot(child, rootfs, spec.process.cwd)
}
