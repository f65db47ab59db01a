// Command lines of mini-layers.
import { UsageError } from '../errors.ts'
import { COMPRESSIONS, type Compression } from '../image/compression.ts'
import type { MarkSpace } from '../linux/overlay-marks.ts'
import { FLAG, HELP_FLAG, parseWords, TEXT } from './arguments.ts'
import { bytes } from './bytes.ts'
import { directoriesIn } from './directory-list.ts'

/** What a command line of mini-layers asks for. */
export type LayersRequest =
  | { readonly command: 'help' | 'version' }
  | MountRequest
  | { readonly command: 'umount' | 'init'; readonly target: string }
  | DiffRequest
  | CommitRequest
  | UnpackRequest

export interface MountRequest {
  readonly command: 'mount'
  readonly target: string
  readonly lower: readonly string[]
  readonly upper?: string | undefined
  readonly work?: string | undefined
  readonly userxattr: boolean
}

/** An upper directory, and what it lies on. */
export interface UpperRequest {
  readonly upper: string
  /** Undefined if nobody says. */
  readonly lower: readonly string[] | undefined
  readonly init: string | undefined
  readonly space: MarkSpace
}

export interface DiffRequest extends UpperRequest {
  readonly command: 'diff'
  readonly json: boolean
}

export interface CommitRequest extends UpperRequest {
  readonly command: 'commit'
  readonly compression: Compression
  /** `-` is standard output. */
  readonly file: string
}

export interface UnpackRequest {
  readonly command: 'unpack'
  /** `-` is standard input. */
  readonly file: string
  readonly target: string
  readonly diffID: string | undefined
  readonly overlay: MarkSpace | undefined
  readonly size: number | undefined
  readonly entries: number | undefined
}

const COMMANDS = ['mount', 'umount', 'diff', 'commit', 'unpack', 'init']

/**
 * Read the arguments that follow the name of the program.
 *
 * @throws {UsageError} If they are none we know.
 */
export function parseLayersLine(args: readonly string[]): LayersRequest {
  const [command, ...rest] = args
  if (command === '--version' || command === '-v') return { command: 'version' }
  if (command === '--help' || command === '-h' || command === 'help')
    return { command: 'help' }
  if (rest.includes('--help')) return { command: 'help' }
  switch (command) {
    case 'mount':
      return parseMount(rest)
    case 'umount':
    case 'init':
      return { command, target: onlyTarget(command, rest) }
    case 'diff':
      return parseDiff(rest)
    case 'commit':
      return parseCommit(rest)
    case 'unpack':
      return parseUnpack(rest)
    default:
      throw new UsageError(
        `Expected a command (${COMMANDS.join(', ')}) but found ${quoted(command)}`,
      )
  }
}

const options = { help: HELP_FLAG, userxattr: FLAG }

function parseMount(args: string[]): LayersRequest {
  const { values, positionals } = parseWords(args, {
    ...options,
    lower: TEXT,
    upper: TEXT,
    work: TEXT,
  })
  const { lower, upper, work, userxattr } = values
  if (lower === undefined) throw new UsageError('Expected --lower A:B')
  if ((upper === undefined) !== (work === undefined))
    throw new UsageError('Expected --upper and --work together, or neither')
  const target = only(positionals, 'one directory to mount at')
  const below = directoriesIn(lower)
  return { command: 'mount', target, lower: below, upper, work, userxattr }
}

function onlyTarget(command: string, args: string[]): string {
  const { positionals } = parseWords(args, options)
  return only(positionals, `one directory after "${command}"`)
}

const UPPER = { ...options, lower: TEXT, init: TEXT }

function parseDiff(args: string[]): LayersRequest {
  const { values, positionals } = parseWords(args, { ...UPPER, json: FLAG })
  const upper = only(positionals, 'one upper directory')
  return { command: 'diff', json: values.json, ...upperIn(values, upper) }
}

function parseCommit(args: string[]): LayersRequest {
  const compress = { type: 'string', default: 'gzip' } as const
  const { values, positionals } = parseWords(args, { ...UPPER, compress })
  const [upper, file] = two(positionals, 'an upper directory and a file')
  return {
    command: 'commit',
    file,
    compression: compressionOf(values.compress),
    ...upperIn(values, upper),
  }
}

function upperIn(
  values: { lower?: string; init?: string; userxattr: boolean },
  upper: string,
): UpperRequest {
  const { lower, init, userxattr } = values
  return {
    upper,
    lower: lower === undefined ? undefined : directoriesIn(lower),
    init,
    space: userxattr ? 'user' : 'trusted',
  }
}

function parseUnpack(args: string[]): LayersRequest {
  const { values, positionals } = parseWords(args, {
    ...options,
    overlay: FLAG,
    'diff-id': TEXT,
    'max-size': TEXT,
    'max-entries': TEXT,
  })
  const [file, target] = two(positionals, 'a file and a directory')
  const space = values.userxattr ? 'user' : 'trusted'
  return {
    command: 'unpack',
    file,
    target,
    diffID: digestIn(values['diff-id']),
    overlay: values.overlay ? space : undefined,
    size: limitIn(values['max-size'], bytes),
    entries: limitIn(values['max-entries'], Number),
  }
}

function only(positionals: readonly string[], what: string): string {
  const [one, ...more] = positionals
  if (one !== undefined && one !== '' && more.length === 0) return one
  throw new UsageError(`Expected ${what} but found ${positionals.length}`)
}

function two(positionals: readonly string[], what: string): [string, string] {
  const [one, other, ...more] = positionals
  if (one && other && more.length === 0) return [one, other]
  throw new UsageError(`Expected ${what} but found ${positionals.length}`)
}

function compressionOf(text: string): Compression {
  const found = COMPRESSIONS.find((name) => name === text)
  if (found !== undefined) return found
  throw new UsageError(
    `Expected --compress to be ${COMPRESSIONS.join(', ')} but found "${text}"`,
  )
}

function digestIn(text: string | undefined): string | undefined {
  if (text === undefined || /^sha256:[0-9a-f]{64}$/.test(text)) return text
  throw new UsageError(
    `Expected --diff-id to be "sha256:" and 64 digits but found "${text}"`,
  )
}

function limitIn(
  text: string | undefined,
  read: (text: string) => number,
): number | undefined {
  const limit = text === undefined ? undefined : read(text)
  if (limit === undefined || (Number.isSafeInteger(limit) && limit > 0))
    return limit
  throw new UsageError(`Expected a limit above 0 but found "${text}"`)
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : `"${text}"`
}
