// A further process in a container that runs already.
import type { Process } from '../spec/runtime-spec.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { inheritedNofile } from '../sys/limits.ts'
import { spawn } from '../sys/spawn.ts'
import { closeEntrance, openEntrance } from './entrance.ts'
import { type ForegroundOptions, inForeground, isTimed } from './foreground.ts'
import { lend } from './lend.ts'
import { ownRights } from './own-rights.ts'
import { planExec } from './plan-exec.ts'
import { terminalFor } from './process-terminal.ts'
import { programError } from './program-error.ts'
import type { RunningState } from './state.ts'
import type { Ending } from './status.ts'

/**
 * Run a process in a container, in the foreground, until it ends.
 *
 * @throws {ProgramError} If its program is not there or may not be executed.
 * @throws {StateError} If the container has ended.
 * @throws {StepError} If a step on the way inside fails.
 */
export async function execInContainer(
  state: RunningState,
  process: Process,
  options: ForegroundOptions = {},
): Promise<Ending> {
  const { ociVersion, rootfs } = state
  const spec = { ociVersion, root: { path: rootfs }, process }
  const { examine } = options
  const timing = isTimed(options)
  const entrance = openEntrance(state)
  try {
    const way = { ...entrance, cwd: process.cwd }
    let start = spawn
    // #region lab-07
    const terminal = terminalFor(process, options)
    const outlives = options.detach
    const isMapped = (entrance.namespaces & CLONE_NEWUSER) !== 0n
    start = (program, how) =>
      lend(process, () => spawn(program, { ...how, outlives }))
    // #endregion lab-07
    const program = planExec(
      process,
      way,
      inheritedNofile(),
      // #region lab-07
      {
        ...terminal?.given,
        preserveFds: options.preserveFds ?? 0,
        ...ownRights(process, isMapped, options.warn),
        ...(state.seccomp && { seccomp: state.seccomp }),
        ...(state.personality && { personality: state.personality }),
        ...(state.keyring !== undefined && { keyring: state.keyring }),
      },
      // #endregion lab-07
    )
    return await inForeground(
      {
        program,
        begin: () => start(program, { bare: true, timing, examine }),
        // #region lab-07
        terminal,
        // #endregion lab-07
        describe: (errors, cause) =>
          programError({ spec, rootfs }, errors, { cause }),
      },
      options,
    )
  } finally {
    closeEntrance(entrance)
  }
}
