/**
 * What a command of `labs` is: one object in one file of `commands/`.
 *
 * A command writes to `io`, returns an exit code, and throws what it cannot
 * handle. Only main.ts ends the process and paints errors.
 */
import type { ParseArgsConfig } from 'node:util'
import type { Io } from './io.ts'
import type { MessageKey } from './messages.ts'

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** At least one check did not pass. */
  red: 1,
  /** The command line was wrong. */
  usage: 2,
  /** This machine cannot do it, or the kit broke: says nothing of the student. */
  cannot: 3,
} as const

export type OptionTypes = NonNullable<ParseArgsConfig['options']>

export interface Input {
  readonly positionals: readonly string[]
  readonly values: Readonly<
    Record<string, string | boolean | readonly string[] | undefined>
  >
}

export interface Command {
  /** `labs check [lab] [--only ID]`, without translation. */
  readonly usage: string
  readonly summary: MessageKey
  readonly options: OptionTypes
  /** How many words may follow the command's name. */
  readonly maxPositionals: number
  /** One line for each option worth a word, for `labs help <command>`. */
  readonly explains?: Readonly<Record<string, MessageKey>>
  run(input: Input, io: Io): Promise<number>
}

/** The command line is wrong: exit code 2, with the usage line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The value of an option that takes text. */
export function text(input: Input, name: string): string | undefined {
  const value = input.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The values of an option that may be given several times. */
export function words(input: Input, name: string): readonly string[] {
  const value = input.values[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** Whether a flag was given. */
export function flag(input: Input, name: string): boolean {
  return input.values[name] === true
}
