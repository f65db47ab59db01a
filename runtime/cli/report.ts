// How an error ends: words on standard error, and an exit status.

import { cgroupHintFor } from '../cgroup-hints.ts'
import { diagnosisOf } from '../doctor/diagnoses.ts'
import {
  CapabilityError,
  CgroupError,
  HookError,
  LayerError,
  NetworkError,
  PluginError,
  ProgramError,
  SecurityModuleError,
  SpecError,
  StateError,
  UsageError,
} from '../errors.ts'
import type { Hint } from '../hint.ts'
import { hintFor } from '../hints.ts'
import { layerHintFor } from '../layer-hints.ts'
import { SyscallError } from '../sys/errors.ts'
import { TodoError } from '../todo.ts'
import { diagnosisLines } from './diagnosis-lines.ts'

/** What the runtime itself could not do. */
export const FAILED = 1

/**
 * Say in words what went wrong, what is behind it and where to read: what the
 * doctor has found out about this very case, or else what may be behind it.
 *
 * An error that is a fault of this program comes with its stack.
 *
 * @param program Name of the program, put before its words.
 */
export function describeError(program: string, error: unknown): string {
  if (!(error instanceof Error)) return `${program}: ${String(error)}\n`
  const lines = [
    `${program}: ${isExpected(error) ? error.message : error.stack}`,
  ]
  return `${[...lines, ...adviceFor(program, error)].join('\n')}\n`
}

function isExpected(error: Error): boolean {
  if (error instanceof SpecError || error instanceof UsageError) return true
  if (error instanceof ProgramError || error instanceof TodoError) return true
  // #region lab-02
  if (error instanceof StateError) return true
  // #endregion lab-02
  // #region lab-05
  if (error instanceof LayerError) return true
  // #endregion lab-05
  // #region lab-06
  if (error instanceof NetworkError || error instanceof PluginError) return true
  // #endregion lab-06
  // #region lab-07
  if (error instanceof HookError) return true
  if (error instanceof CapabilityError) return true
  if (error instanceof SecurityModuleError) return true
  // #endregion lab-07
  return isSystemError(error) || error.name === 'SpawnError'
}

/** Ours and those of node:fs alike. */
function isSystemError(
  error: Error,
): error is Error & { syscall: string; code: string; note?: string } {
  return 'syscall' in error && 'code' in error
}

function adviceFor(program: string, error: Error): string[] {
  if (error instanceof UsageError) return [`  try   ${program} --help`]
  // #region lab-06
  if (error instanceof PluginError && error.details !== '')
    return [`  said  ${error.details.replaceAll('\n', '\n        ')}`]
  // #endregion lab-06
  // #region lab-07
  if (error instanceof HookError && error.output !== '')
    return [`  said  ${error.output.replaceAll('\n', '\n        ')}`]
  // #endregion lab-07
  const diagnosis = diagnosisOf(error)
  if (diagnosis) return diagnosisLines(diagnosis, stepOf(error))
  if (!isSystemError(error)) return []
  const known = hintOf(program, error)
  return [
    ...(error.note ? [`  step  ${stepOf(error)}`] : []),
    ...(known ? [`  hint  ${known.hint}`] : []),
    ...(known ? [`  read  ${known.docs.join(' · ')}`] : []),
  ]
}

function hintOf(
  program: string,
  error: { syscall: string; code: string },
): Hint | undefined {
  // #region lab-05
  if (program === 'mini-layers' || isOfLayers(error)) return layerHintFor(error)
  // #endregion lab-05
  // #region lab-04
  if (error instanceof CgroupError) return cgroupHintFor(error)
  // #endregion lab-04
  return hintFor(error.syscall, error.code)
}

// #region lab-05
/** Whether it is about an overlay that we mount ourselves, and no container. */
function isOfLayers(error: object): boolean {
  if (!(error instanceof SyscallError) || 'step' in error) return false
  return error.syscall === 'umount2' || error.args.includes('overlay')
}
// #endregion lab-05

/** Which step of how many it was, and what it was for. */
function stepOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (!('step' in error)) return stepOf(error.cause)
  const { step, note, program } = error as StepFacts
  if (step < 0) return note
  const place = program ? `${step} of ${program.steps.length}` : `${step}`
  return note === undefined ? place : `${place}: ${note}`
}

/** The fields of StepError that say where it stood. */
interface StepFacts {
  readonly step: number
  readonly note?: string | undefined
  readonly program?: { readonly steps: readonly unknown[] } | undefined
}
