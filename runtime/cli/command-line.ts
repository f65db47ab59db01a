// Command lines of mini-runc. Options have the names that runc gives them.
import { parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'

/** What a command line asks for. */
export type Request =
  | { readonly command: 'help' | 'version' }
  | RunRequest
  | SpecRequest

/** `mini-runc run`. */
export interface RunRequest {
  readonly command: 'run'
  readonly id: string
  /** Directory of the bundle. */
  readonly bundle: string
  readonly pidFile?: string
  /** Print the plan, and what became of it. */
  readonly explain?: ExplainFormat
  /** Plan, and do nothing. */
  readonly dryRun: boolean
}

/** `mini-runc spec`. */
export interface SpecRequest {
  readonly command: 'spec'
  readonly bundle: string
}

/** Forms of `--explain`. */
export type ExplainFormat = 'table' | 'json'

/** The text of `--help`. */
export const HELP = `mini-runc: run containers from OCI bundles

Usage:
  mini-runc run [options] <container-id>    create and run a container
  mini-runc spec [options]                  write a config.json to begin with
  mini-runc --version
  mini-runc --help

Options of run:
  -b, --bundle <directory>     the bundle, default: the working directory
      --pid-file <file>        write the process ID there
      --explain                print the system calls of the container's birth
      --explain-format <form>  table (default) or json
      --dry-run                plan, but run nothing

Options of spec:
  -b, --bundle <directory>     where to write it, default: here

The exit status is the container's: 128 + n if signal n ended it, 127 if its
program is not there, 126 if it may not be executed. What mini-runc itself
cannot do is 1.
`

const BUNDLE = { type: 'string', short: 'b', default: '.' } as const
const FLAG = { type: 'boolean', default: false } as const
const HELP_FLAG = { type: 'boolean', short: 'h', default: false } as const

/**
 * Read the arguments that follow the name of the program.
 *
 * @throws {UsageError} If they are none we know.
 */
export function parseCommandLine(args: readonly string[]): Request {
  const [command, ...rest] = args
  switch (command) {
    case 'run':
      return parseRun(rest)
    case 'spec':
      return parseSpec(rest)
    case '--version':
    case '-v':
      return { command: 'version' }
    case '--help':
    case '-h':
    case 'help':
      return { command: 'help' }
    default:
      throw new UsageError(
        `Expected the command "run" or "spec" but found ${quoted(command)}`,
      )
  }
}

function parseRun(args: string[]): Request {
  const { values, positionals } = parse({
    args,
    allowPositionals: true,
    options: {
      bundle: BUNDLE,
      'pid-file': { type: 'string' },
      explain: FLAG,
      'explain-format': { type: 'string' },
      'dry-run': FLAG,
      help: HELP_FLAG,
    },
  })
  if (values.help) return { command: 'help' }
  const explain = explainFormat(values.explain, values['explain-format'])
  const pidFile = values['pid-file']
  return {
    command: 'run',
    id: containerId(positionals),
    bundle: values.bundle,
    dryRun: values['dry-run'],
    ...(pidFile === undefined ? {} : { pidFile }),
    ...(explain === undefined ? {} : { explain }),
  }
}

function parseSpec(args: string[]): Request {
  const options = { bundle: BUNDLE, help: HELP_FLAG }
  const { values } = parse({ args, options })
  if (values.help) return { command: 'help' }
  return { command: 'spec', bundle: values.bundle }
}

/** `parseArgs`, with our error for what it cannot understand. */
const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function containerId(positionals: readonly string[]): string {
  const [id, ...more] = positionals
  if (id === undefined || more.length > 0)
    throw new UsageError(
      `Expected one container ID but found ${positionals.length}`,
    )
  // As in runc: it becomes the name of a file one day.
  if (!/^[\w+.-]+$/.test(id) || id === '.' || id === '..')
    throw new UsageError(
      `Expected a container ID of letters, digits, "_", "+", "-" and "." but found "${id}"`,
    )
  return id
}

function explainFormat(
  explain: boolean,
  format: string | undefined,
): ExplainFormat | undefined {
  if (format === undefined) return explain ? 'table' : undefined
  if (format === 'table' || format === 'json') return format
  throw new UsageError(
    `Expected the format "table" or "json" but found "${format}"`,
  )
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : `"${text}"`
}
