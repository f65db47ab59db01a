// A process in the foreground: with our streams, with the signals that reach
// us, until it ends. The first process of a container and those that `exec`
// adds to it are looked after alike.
import { StepError } from '../sys/errors.ts'
import type { Program, Step } from '../sys/program.ts'
import type { Child, Exit, TracedStep } from '../sys/spawn.ts'
import { catchSignals, forwardSignal } from './forward-signals.ts'
import type { Stopped } from './outlast-signals.ts'
import { writePidFile } from './pid-file.ts'
import type { ProcessTerminal } from './process-terminal.ts'
import { errorsOf } from './program-error.ts'
import type { Ending } from './status.ts'

/**
 * Is told what the steps returned while the process lives.
 *
 * @param pid Its number in our PID namespace.
 */
export type OnBirth = (
  program: Program,
  trace: readonly TracedStep[],
  pid: number,
) => void

/** What else is wanted of a process in the foreground. */
export interface ForegroundOptions {
  /** File to write the process ID into, once it has executed its program. */
  readonly pidFile?: string
  /** Is told what the steps returned, and how long they took. */
  readonly onTrace?: (program: Program, trace: readonly TracedStep[]) => void
  /** The same as soon as it executes its program, or has failed to. */
  readonly onBirth?: OnBirth
  /**
   * Is shown an error while there is something to see of it.
   *
   * @param pid The process that failed, which still stands where it failed;
   *   without it, this one.
   */
  readonly examine?: (error: Error, pid?: number) => void
  // #region lab-02
  /** Is told the process ID, once the program was executed. */
  readonly onStarted?: (pid: number) => void | Promise<void>
  /** Tells of a signal that came before we were listening. */
  readonly stopped?: Stopped
  // #endregion lab-02
  // #region lab-07
  /** Leave it alone once it executes its program. */
  readonly detach?: boolean
  /** Unix socket to which its terminal is sent. */
  readonly consoleSocket?: string
  /** How many of our descriptors it has, from 3 on. */
  readonly preserveFds?: number
  /** Is told of what went wrong and is no reason to stop. */
  readonly warn?: (error: Error) => void
  // #endregion lab-07
}

/** Whether anybody wants to know how long its steps take. */
export function isTimed({ onTrace, onBirth }: ForegroundOptions): boolean {
  return onTrace !== undefined || onBirth !== undefined
}

/** A process to be. */
export interface Foreground {
  readonly program: Program
  readonly begin: () => Child
  /** What we have to do for the process between its birth and its program. */
  readonly prepare?: (child: Child) => Promise<void>
  /** Whether it hands signals on to those in its process group. */
  readonly handsOn?: boolean
  // #region lab-07
  /** What there is to do for the terminal that it has. */
  readonly terminal?: ProcessTerminal | undefined
  // #endregion lab-07
  /**
   * Make an error of a search for the program that failed.
   *
   * @param errors Name of the errno of each attempt.
   */
  readonly describe: (errors: readonly string[], cause: StepError) => Error
}

/**
 * Start a process and stay with it to its end.
 *
 * @throws {StepError} If a step before its program fails.
 * @throws {Error} What `describe` makes of a program that cannot be executed,
 *   and what `begin` and `prepare` throw.
 */
export async function inForeground(
  process: Foreground,
  options: ForegroundOptions,
): Promise<Ending> {
  let child: Child | undefined
  let stopped: NodeJS.Signals | undefined
  // Before the birth: a signal in between must not end us alone.
  const letGo = catchSignals((signal) => {
    // #region lab-07
    // Of its size its own terminal tells it.
    if (signal === 'SIGWINCH' && process.terminal)
      return process.terminal.resize()
    // #endregion lab-07
    if (child?.hasStarted()) forwardSignal(child, signal, process.handsOn)
    else if (signal !== 'SIGWINCH') {
      stopped ??= signal
      // What is on its way may be the first process of a PID namespace, to
      // which the kernel gives only this one. @see pid_namespaces(7)
      child?.kill('SIGKILL')
    }
  })
  try {
    // #region lab-02
    stopped = await options.stopped?.()
    if (stopped !== undefined) return { kind: 'killed', signal: stopped }
    // #endregion lab-02
    child = process.begin()
    // #region lab-07
    process.terminal?.childIsBorn()
    // #endregion lab-07
    await born(child, process, options)
    if (stopped === undefined) await announce(child, options)
    // #region lab-07
    if (options.detach) return { kind: 'exited', code: 0 }
    // #endregion lab-07
    const exit = await child.exited
    // #region lab-07
    await process.terminal?.end()
    // #endregion lab-07
    return endingOf(exit, stopped)
  } catch (error) {
    if (stopped !== undefined) return { kind: 'killed', signal: stopped }
    if (error instanceof Error) options.examine?.(error)
    throw error
  } finally {
    // #region lab-07
    process.terminal?.close()
    // #endregion lab-07
    letGo()
    if (child) options.onTrace?.(process.program, child.trace())
    child?.close()
  }
}

async function born(
  child: Child,
  process: Foreground,
  options: ForegroundOptions,
): Promise<void> {
  try {
    await untilStarted(child, process, options)
  } finally {
    options.onBirth?.(process.program, child.trace(), child.pid)
  }
}

async function untilStarted(
  child: Child,
  process: Foreground,
  options: ForegroundOptions,
): Promise<void> {
  try {
    await prepared(child, process, options)
    await child.started
  } catch (error) {
    await child.exited
    const { program, describe } = process
    const place = error instanceof StepError ? error.step : -1
    if (program.steps[place]?.name !== 'execve') throw error
    const isExecve = ({ name }: Step) => name === 'execve'
    throw describe(errorsOf(program, child, isExecve), error as StepError)
  }
}

async function prepared(
  child: Child,
  { prepare }: Foreground,
  { examine }: ForegroundOptions,
): Promise<void> {
  try {
    await prepare?.(child)
  } catch (error) {
    if (error instanceof Error) examine?.(error)
    child.kill('SIGKILL')
    // If the child has failed, we did for want of it: its error tells why.
    await child.started
    throw error
  }
}

// Whoever is told of the process has to be able to rely on it; if one cannot
// be told, there shall be none.
async function announce(
  child: Child,
  options: ForegroundOptions,
): Promise<void> {
  try {
    // #region lab-02
    await options.onStarted?.(child.pid)
    // #endregion lab-02
    if (options.pidFile !== undefined) writePidFile(options.pidFile, child.pid)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function endingOf({ code, signal }: Exit, stopped?: string): Ending {
  const killed = stopped ?? signal
  if (killed !== null) return { kind: 'killed', signal: killed }
  return { kind: 'exited', code: code ?? 0 }
}
