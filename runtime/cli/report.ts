// How an error ends: words on standard error, and an exit status.
import { ProgramError, SpecError, UsageError } from '../errors.ts'
import { hintFor } from '../hints.ts'
import { TodoError } from '../todo.ts'

/** What the runtime itself could not do. */
export const FAILED = 1

/**
 * Say in words what went wrong, what may be behind it and where to read.
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
  if (!isSystemError(error)) return []
  const known = hintFor(error.syscall, error.code)
  return [
    ...(error.note ? [`  step  ${error.note}`] : []),
    ...(known ? [`  hint  ${known.hint}`] : []),
    ...(known ? [`  read  ${known.docs.join(' · ')}`] : []),
  ]
}
