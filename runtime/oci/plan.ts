import type { OwnCapabilities } from '../linux/capabilities.ts'
import { enterCgroup } from '../linux/cgroup/enter.ts'
import { keepMore, keepStandardStreams } from '../linux/descriptors.ts'
import { hideFromContainer } from '../linux/enter.ts'
import { awaitStart, type ExecFifo, findProgram } from '../linux/exec-fifo.ts'
import { awaitGo, type Ends } from '../linux/handshake.ts'
import {
  leaveSession,
  resetSignals,
  restoreOpenFiles,
} from '../linux/inheritance.ts'
import { executeInit, type InitDescriptors } from '../linux/init.ts'
import { joinKeyring } from '../linux/keyring.ts'
import { isNew } from '../linux/namespaces.ts'
import type { Figures } from '../linux/own-figures.ts'
import { executeProgram } from '../linux/process.ts'
import type { ReadyMounts } from '../linux/ready-mount.ts'
import { enterRoot } from '../linux/rootfs.ts'
import { loadSeccomp, type Moment } from '../linux/seccomp/load.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import type { Limit } from '../sys/limits.ts'
import { Program } from '../sys/program.ts'
import type { WindowSize } from '../sys/terminal-structs.ts'
import { asksForCgroup } from './asks-for-cgroup.ts'
import { needsParent, recordBirth, recordIsolation } from './birth.ts'
import type { Bundle } from './bundle.ts'
import { type Prepared, recordOwnRoot } from './own-root.ts'
import { recordTerminal } from './own-terminal.ts'
import {
  isLimited,
  isMapped,
  recordConduct,
  recordInHostProc,
  recordUser,
} from './process-rights.ts'

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
  // #region lab-07
  /** Where else the child waits for us, in this order. */
  readonly pauses?: readonly Pause[]
  /** Name of a session keyring of its own. */
  readonly keyring?: string
  /** Where it waits to be started; without it, nobody has to start it. */
  readonly execFifo?: ExecFifo
  /** Capabilities that it has to begin with; without them, all there are. */
  readonly own?: OwnCapabilities
  /** Those of its standard streams that are pipes. */
  readonly pipes?: readonly number[]
  /** Descriptor of a connected socket, to send the master of a terminal over. */
  readonly console?: number
  /** How large that terminal is, whatever its bundle says. */
  readonly windowSize?: WindowSize
  /** How many of our descriptors it has, from 3 on. */
  readonly preserveFds?: number
  // #endregion lab-07
}

// #region lab-07
/**
 * A moment at which the child waits until we have done something: its root is
 * `furnished` but not its root yet, or it is `complete` but for its program.
 */
export type Pause = 'furnished' | 'complete'

const WHY: Readonly<Record<Pause, string>> = {
  furnished: 'For the last time the root can be reached from the host: hooks',
  complete: 'All is made, and our parent writes down that we are there',
}
// #endregion lab-07

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
  const ends = given.handshake ?? SOME_ENDS
  recordBirth(child, spec, ends)
  // #endregion lab-02
  // #region lab-07
  const { pauses = [], execFifo } = given
  // Others are in that PID namespace already, and may look at us from now on.
  if (joinsPid(spec)) hideFromContainer(child)
  const pause = (name: Pause) => {
    const isFirst = !needsParent(spec) && pauses[0] === name
    if (pauses.includes(name)) awaitGo(child, ends, WHY[name], isFirst)
  }
  // #endregion lab-07
  leaveSession(child)
  // #region lab-07
  if (given.keyring !== undefined) joinKeyring(child, given.keyring)
  // #endregion lab-07
  resetSignals(child)
  let { openFiles } = given
  // #region lab-07
  if (isLimited(spec.process, 'RLIMIT_NOFILE')) openFiles = undefined
  // #endregion lab-07
  if (openFiles) restoreOpenFiles(child, openFiles)
  // #region lab-02
  recordIsolation(child, spec)
  // #endregion lab-02
  // #region lab-07
  recordInHostProc(child, spec.process, spec.linux)
  // #endregion lab-07
  recordRoot(
    child,
    bundle,
    // #region lab-03
    given,
    // #endregion lab-03
    // #region lab-07
    () => pause('furnished'),
    // #endregion lab-07
  )
  // #region lab-07
  if (execFifo) findProgram(child, spec.process)
  // Whoever is told of us may enter, and look at us while we wait.
  if (execFifo) hideFromContainer(child)
  pause('complete')
  if (execFifo) child.close(ends.child)
  recordConduct(child, spec.process, spec.linux)
  const filter = (moment: Moment) =>
    loadSeccomp(child, spec.process, spec.linux?.seccomp, moment)
  filter('still privileged')
  recordUser(child, spec.process, { ...given, isMapped: isMapped(spec) })
  // #endregion lab-07
  keepStandardStreams(child)
  // #region lab-07
  keepMore(child, given.preserveFds ?? 0)
  // #endregion lab-07
  // #region lab-07
  if (execFifo) awaitStart(child, execFifo)
  filter('at last')
  // #endregion lab-07
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
  // #region lab-07
  furnished: () => void,
  // #endregion lab-07
): void {
  const { spec, rootfs } = bundle
  let beforePivot: (() => void) | undefined
  // #region lab-07
  beforePivot = furnished
  // #endregion lab-07
  // #region lab-03
  if (isNew(spec.linux?.namespaces ?? [], 'mount')) {
    recordOwnRoot(child, bundle, { ...given, beforePivot })
    return
  }
  // #endregion lab-03
  beforePivot?.()
  // #region lab-07
  recordTerminal(child, spec, given)
  // #endregion lab-07
  enterRoot(child, rootfs, spec.process.cwd)
}

// #region lab-07
function joinsPid({ linux }: Spec): boolean {
  const namespaces = linux?.namespaces ?? []
  return namespaces.some(({ type, path }) => type === 'pid' && path)
}
// #endregion lab-07
