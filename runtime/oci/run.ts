import type { InitDescriptors } from '../linux/init.ts'
import type { Figures } from '../linux/own-figures.ts'
import { isMadeByParent } from '../linux/ready-mount.ts'
import { inheritedNofile } from '../sys/limits.ts'
import { type Child, spawn } from '../sys/spawn.ts'
import { attendChild, type Task, writeForNewborn } from './attend-birth.ts'
import { needsParent } from './birth.ts'
import type { Bundle } from './bundle.ts'
import { type ForegroundOptions, inForeground, isTimed } from './foreground.ts'
import { Handshake } from './handshake.ts'
import { lend } from './lend.ts'
import { type MadeMounts, makeMounts } from './make-mounts.ts'
import { ownRights } from './own-rights.ts'
import { type Given, type Pause, plan } from './plan.ts'
import { isMapped } from './process-rights.ts'
import { terminalFor } from './process-terminal.ts'
import { programError } from './program-error.ts'
import type { Ending } from './status.ts'

/** How to run a container. */
export interface RunOptions extends ForegroundOptions {
  // #region lab-02
  /** An init to be process 1, and what it is to inherit. */
  readonly init?: InitDescriptors
  // #endregion lab-02
  // #region lab-03
  /** Mounts made for it, which we let go of as soon as it is born. */
  readonly mounts?: MadeMounts
  // #endregion lab-03
  // #region lab-04
  /** Descriptor of the directory of its cgroup. */
  readonly cgroup?: number
  /** What it is to see of the machine in /proc. */
  readonly figures?: Figures
  // #endregion lab-04
  // #region lab-07
  /** Where else it waits on its way, and what we do then. */
  readonly pauses?: Pauses
  // #endregion lab-07
}

// #region lab-07
/** What we do for a child each time it waits, in the order of its plan. */
export type Pauses = { readonly [pause in Pause]?: Task }
// #endregion lab-07

/**
 * Run the container of a bundle in the foreground: with our streams, with the
 * signals that reach us, until it ends.
 *
 * @throws {ProgramError} If its program is not there or may not be executed.
 * @throws {StepError} If another step before that fails.
 * @throws {SyscallError} If it cannot be born, or what it needs not be written.
 * @throws {SpawnError} If this machine can start no process our way.
 * @see runtime-spec runtime.md, "Lifecycle"
 */
export async function runContainer(
  bundle: Bundle,
  options: RunOptions = {},
): Promise<Ending> {
  // #region lab-03
  const needsMounts = bundle.spec.mounts?.some(isMadeByParent)
  if (needsMounts && !options.mounts) return runWithMounts(bundle, options)
  // #endregion lab-03
  const given = {
    openFiles: inheritedNofile(),
    // #region lab-07
    ...ownRights(bundle.spec.process, isMapped(bundle.spec), options.warn),
    // #endregion lab-07
  }
  // #region lab-02
  if (needsParent(bundle.spec)) return runAttended(bundle, options, given)
  // #endregion lab-02
  // #region lab-07
  if (options.pauses) return runAttended(bundle, options, given)
  // #endregion lab-07
  return runPlanned(bundle, options, given)
}

// #region lab-03
/** Run a container of which we have to make some mounts. */
async function runWithMounts(
  bundle: Bundle,
  options: RunOptions,
): Promise<Ending> {
  const mounts = await makeMounts(bundle).catch((error) => {
    options.examine?.(error)
    throw error
  })
  try {
    return await runContainer(bundle, { ...options, mounts })
  } finally {
    mounts.close()
  }
}
// #endregion lab-03

// #region lab-02
/** Run a container that has to wait for us on its way. */
async function runAttended(
  bundle: Bundle,
  options: RunOptions,
  given: Given,
): Promise<Ending> {
  const { spec } = bundle
  const handshake = new Handshake()
  let tasks: readonly Task[] = needsParent(spec) ? [writeForNewborn(spec)] : []
  // #endregion lab-02
  // #region lab-07
  tasks = [...tasks, ...Object.values(options.pauses ?? {})]
  // #endregion lab-07
  // #region lab-02
  const prepare = (child: Child) => attendChild(child, handshake, tasks)
  try {
    const all = { ...given, handshake: handshake.ends }
    return await runPlanned(bundle, options, all, prepare)
  } finally {
    handshake.close()
  }
}
// #endregion lab-02

function runPlanned(
  bundle: Bundle,
  options: RunOptions,
  given: Given,
  prepare?: (child: Child) => Promise<void>,
): Promise<Ending> {
  const { examine } = options
  const timing = isTimed(options)
  let start = spawn
  // #region lab-07
  const { process } = bundle.spec
  const terminal = terminalFor(process, options)
  const outlives = options.detach
  start = (program, how) =>
    lend(process, () => spawn(program, { ...how, outlives }))
  // #endregion lab-07
  const program = plan(bundle, {
    ...given,
    // #region lab-02
    ...(options.init && { init: options.init }),
    // #endregion lab-02
    // #region lab-03
    ...(options.mounts && { mounts: options.mounts.ready }),
    // #endregion lab-03
    // #region lab-04
    ...(options.cgroup !== undefined && { cgroup: options.cgroup }),
    ...(options.figures && { figures: options.figures }),
    // #endregion lab-04
    // #region lab-07
    ...(options.pauses && { pauses: pausesIn(options.pauses) }),
    ...terminal?.given,
    preserveFds: options.preserveFds ?? 0,
    // #endregion lab-07
  })
  return inForeground(
    {
      program,
      begin: () => {
        const child = start(program, { bare: true, timing, examine })
        // #region lab-03
        // It has inherited them. While we have them too, no umount(2) of the
        // container lets go of the filesystem.
        options.mounts?.close()
        // #endregion lab-03
        return child
      },
      ...(prepare && { prepare }),
      // #region lab-02
      handsOn: options.init !== undefined,
      // #endregion lab-02
      // #region lab-07
      terminal,
      // #endregion lab-07
      describe: (errors, cause) => programError(bundle, errors, { cause }),
    },
    options,
  )
}

// #region lab-07
/** Which of them there are; members of an object keep their order. */
export function pausesIn(pauses: Pauses): Pause[] {
  return Object.keys(pauses) as Pause[]
}
// #endregion lab-07
