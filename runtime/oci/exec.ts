// A further process in a container that runs already.
import type { Process } from '../spec/runtime-spec.ts'
import { inheritedNofile } from '../sys/limits.ts'
import { spawn } from '../sys/spawn.ts'
import { closeEntrance, openEntrance } from './entrance.ts'
import { type ForegroundOptions, inForeground } from './foreground.ts'
import { planExec } from './plan-exec.ts'
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
  const { examine, onTrace } = options
  const timing = onTrace !== undefined
  const entrance = openEntrance(state)
  try {
    const way = { ...entrance, cwd: process.cwd }
    const program = planExec(process, way, inheritedNofile())
    return await inForeground(
      {
        program,
        begin: () => spawn(program, { bare: true, timing, examine }),
        describe: (errors, cause) =>
          programError({ spec, rootfs }, errors, { cause }),
      },
      options,
    )
  } finally {
    closeEntrance(entrance)
  }
}
