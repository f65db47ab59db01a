// What the command lines of all commands have in common.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Kinds of options. */
export const TEXT = { type: 'string' } as const
export const FLAG = { type: 'boolean', default: false } as const
export const HELP_FLAG = {
  type: 'boolean',
  short: 'h',
  default: false,
} as const

/** `parseArgs`, with our error for what it cannot understand. */
export const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

/** The same for a command that takes words besides its options. */
export function parseWords<T extends Options>(args: string[], options: T) {
  return parse({ args, allowPositionals: true, options })
}

/**
 * The container that a command is about.
 *
 * @throws {UsageError} Unless it is one, of a name that can be a directory's.
 */
export function containerId(positionals: readonly string[]): string {
  const [id, ...more] = positionals
  if (id === undefined || more.length > 0)
    throw new UsageError(
      `Expected one container ID but found ${positionals.length}`,
    )
  // As in runc: it becomes the name of a directory.
  if (!/^[\w+.-]+$/.test(id) || id === '.' || id === '..')
    throw new UsageError(
      `Expected a container ID of letters, digits, "_", "+", "-" and "." but found "${id}"`,
    )
  return id
}
