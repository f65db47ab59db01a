// Command lines of the commands that take a container through its life step by
// step: what runc calls create, start, list and features.
import { UsageError } from '../errors.ts'
import {
  BUNDLE,
  containerId,
  FLAG,
  HELP_FLAG,
  parseWords,
  pidFileIn,
  TEXT,
  tableOrJson,
} from './arguments.ts'
import type { LifecycleRequest, Request } from './request.ts'

type Lifecycle = LifecycleRequest['command'] | 'checkpoint' | 'restore'

const PARSERS: Readonly<Record<Lifecycle, (args: string[]) => Request>> = {
  checkpoint: parseCheckpoint,
  create: parseCreate,
  features: parseFeatures,
  list: parseList,
  restore: parseCheckpoint,
  start: parseStart,
}

/** Whether a word is one of these commands. */
export function isLifecycle(word: string | undefined): word is Lifecycle {
  return word !== undefined && Object.hasOwn(PARSERS, word)
}

/**
 * Read the arguments of one of these commands.
 *
 * @throws {UsageError} If they are none we know.
 */
export function parseLifecycle(command: Lifecycle, args: string[]): Request {
  return PARSERS[command](args)
}

/** Options of `create`, which `run` has as well. */
export const CREATE_OPTIONS = {
  'console-socket': TEXT,
  'preserve-fds': TEXT,
  'no-pivot': FLAG,
  'no-new-keyring': FLAG,
} as const

/** What they say. */
export interface CreateValues {
  readonly 'console-socket'?: string | undefined
  readonly 'preserve-fds'?: string | undefined
  readonly 'no-pivot': boolean
  readonly 'no-new-keyring': boolean
}

/** @throws {UsageError} If they ask for what we cannot do. */
export function createIn(values: CreateValues): {
  consoleSocket?: string
  preserveFds?: number
  noNewKeyring?: boolean
} {
  const { 'console-socket': consoleSocket, 'no-pivot': noPivot } = values
  if (noPivot)
    throw new UsageError(
      'Expected a root that can be pivoted to but found "--no-pivot"',
    )
  const preserveFds = countOf('--preserve-fds', values['preserve-fds'])
  return {
    ...(consoleSocket !== undefined && { consoleSocket }),
    ...(preserveFds > 0 && { preserveFds }),
    ...(values['no-new-keyring'] && { noNewKeyring: true }),
  }
}

/** A number of things, 0 if nothing is said. */
export function countOf(option: string, text = '0'): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new UsageError(
    `Expected a number after "${option}" but found "${text}"`,
  )
}

function parseCreate(args: string[]): Request {
  const { values, positionals } = parseWords(args, {
    bundle: BUNDLE,
    'pid-file': TEXT,
    ...CREATE_OPTIONS,
    help: HELP_FLAG,
  })
  if (values.help) return { command: 'help' }
  return {
    command: 'create',
    id: containerId(positionals),
    bundle: values.bundle,
    ...pidFileIn(values),
    ...createIn(values),
  }
}

function parseStart(args: string[]): Request {
  const { values, positionals } = parseWords(args, { help: HELP_FLAG })
  if (values.help) return { command: 'help' }
  return { command: 'start', id: containerId(positionals) }
}

function parseList(args: string[]): Request {
  const format = { type: 'string', short: 'f', default: 'table' } as const
  const quiet = { ...FLAG, short: 'q' } as const
  const options = { format, quiet, help: HELP_FLAG }
  const { values } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  const { quiet: isQuiet } = values
  return { command: 'list', format: tableOrJson(values.format), quiet: isQuiet }
}

function parseFeatures(args: string[]): Request {
  const { values } = parseWords(args, { help: HELP_FLAG })
  return { command: values.help ? 'help' : 'features' }
}

/** The word is known; what it asks for is not to be had. */
function parseCheckpoint(): Request {
  throw new UsageError(
    'Expected no "checkpoint" or "restore": mini-runc cannot freeze a container to a file (not supported)',
  )
}
