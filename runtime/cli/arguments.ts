// What the command lines of all commands have in common.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Kinds of options. */
export const BUNDLE = { type: 'string', short: 'b', default: '.' } as const
export const TEXT = { type: 'string' } as const
export const FLAG = { type: 'boolean', default: false } as const
export const HELP_FLAG = {
  type: 'boolean',
  short: 'h',
  default: false,
} as const

/** The file for a process ID, if one is named. */
export function pidFileIn(values: { 'pid-file'?: string | undefined }): {
  pidFile?: string
} {
  const pidFile = values['pid-file']
  return pidFile === undefined ? {} : { pidFile }
}

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
 * A word of which there are some to choose from.
 *
 * @param what What it names, such as `format`.
 * @throws {UsageError} If it is none of them.
 */
export function oneOf<T extends string>(
  known: readonly T[],
  what: string,
  text: string,
): T {
  const found = known.find((word) => word === text)
  if (found !== undefined) return found
  const words = known.map((word) => `"${word}"`).join(' or ')
  throw new UsageError(`Expected the ${what} ${words} but found "${text}"`)
}

/** The format of what a command prints. */
export const tableOrJson = (text: string) =>
  oneOf(['table', 'json'], 'format', text)

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
