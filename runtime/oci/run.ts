import { renameSync, writeFileSync } from 'node:fs'
import { describeErrno } from '../sys/errno.ts'
import { StepError } from '../sys/errors.ts'
import { inheritedNofile } from '../sys/limits.ts'
import type { Program } from '../sys/program.ts'
import { type Child, type Exit, spawn, type TracedStep } from '../sys/spawn.ts'
import type { Bundle } from './bundle.ts'
import { forwardSignals } from './forward-signals.ts'
import { plan } from './plan.ts'
import { programError } from './program-error.ts'
import type { Ending } from './status.ts'

/** How to run a container. */
export interface RunOptions {
  /** File to write the process ID into, once the container has started. */
  readonly pidFile?: string
  /** Is told what the steps returned, and how long they took. */
  readonly onTrace?: (program: Program, trace: readonly TracedStep[]) => void
}

/**
 * Run the container of a bundle in the foreground: with our streams, with the
 * signals that reach us, until it ends.
 *
 * @throws {ProgramError} If its program is not there or may not be executed.
 * @throws {StepError} If another step before that fails.
 * @throws {SpawnError} If this machine can start no process our way.
 * @see runtime-spec runtime.md, "Lifecycle"
 */
export async function runContainer(
  bundle: Bundle,
  { pidFile, onTrace }: RunOptions = {},
): Promise<Ending> {
  const program = plan(bundle, inheritedNofile())
  let child: Child | undefined
  // Before the birth: a signal in between must not end us alone.
  const stopForwarding = forwardSignals(() => child)
  try {
    child = spawn(program, { bare: true, timing: onTrace !== undefined })
    await untilStarted(child, program, bundle)
    if (pidFile !== undefined) writePidFile(pidFile, child)
    return endingOf(await child.exited)
  } finally {
    stopForwarding()
    if (child) onTrace?.(program, child.trace())
    child?.close()
  }
}

async function untilStarted(child: Child, program: Program, bundle: Bundle) {
  try {
    await child.started
  } catch (error) {
    await child.exited
    const place = error instanceof StepError ? error.step : -1
    if (program.steps[place]?.name !== 'execve') throw error
    throw programError(bundle, execveErrors(program, child), { cause: error })
  }
}

/** Name of the errno of every attempt to execute the program. */
function execveErrors({ steps }: Program, child: Child): string[] {
  return child
    .trace()
    .filter(({ step }) => steps[step]?.name === 'execve')
    .map(({ result }) => describeErrno(-Number(result)).code)
}

// Under another name first: whoever sees the file sees a whole number in it.
function writePidFile(file: string, child: Child): void {
  const temporary = `${file}.${process.pid}`
  try {
    writeFileSync(temporary, `${child.pid}`, { flag: 'wx' })
    renameSync(temporary, file)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function endingOf({ code, signal }: Exit): Ending {
  if (signal !== null) return { kind: 'killed', signal }
  return { kind: 'exited', code: code ?? 0 }
}
