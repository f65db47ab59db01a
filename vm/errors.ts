/**
 * The two ways in which getting a machine fails.
 *
 * `RequirementError`: this computer lacks something, and here is the remedy.
 * `MachineError`: everything was there, yet the machine did not come up; the
 * end of its console usually says why.
 */
import type { Requirement } from './provider.ts'

/** How much of a console is worth reading after a failure. */
const CONSOLE_LINES = 25

/** The machine did not start, or stopped answering. */
export class MachineError extends Error {
  override readonly name = 'MachineError'
  /** The last lines of the guest's console; empty when it printed none. */
  readonly console: readonly string[]

  constructor(message: string, console = '', options?: ErrorOptions) {
    const lines = lastLines(console, CONSOLE_LINES)
    super([message, ...lines.map((line) => `  | ${line}`)].join('\n'), options)
    this.console = lines
  }
}

/** This computer cannot run a machine yet; each missing thing has a remedy. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError'
  readonly missing: readonly Requirement[]

  constructor(missing: readonly Requirement[]) {
    super(missing.map(explain).join('\n'))
    this.missing = missing
  }
}

/** @throws {RequirementError} With everything that is missing at once. */
export function requireAll(requirements: readonly Requirement[]): void {
  const missing = requirements.filter(({ ok }) => !ok)
  if (missing.length > 0) throw new RequirementError(missing)
}

function explain({ name, found, remedy }: Requirement): string {
  const fact = `"${name}" is needed but found ${found}`
  return remedy === null ? fact : `${fact}\n  ${remedy}`
}

/**
 * The last lines of a console, without the blank ones and the escape codes a
 * firmware or a kernel may print.
 */
export function lastLines(text: string, count: number): string[] {
  const lines = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are meant
    .replace(/\u001b\[[\d;?]*[A-Za-z]|\u001bc|[\u0000\u0007\r]/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')

  return lines.slice(-count)
}
