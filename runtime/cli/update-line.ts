// The command line of `update`: either a file with a `linux.resources`, or one
// option for each of its members, with the names that runc gives them.
import { UsageError } from '../errors.ts'
import { containerId, HELP_FLAG, parseWords, TEXT } from './arguments.ts'
import { bytes } from './bytes.ts'
import type { Request } from './request.ts'

/** Where the value of an option goes in `linux.resources`, and what it is. */
interface Member {
  readonly section: 'blockIO' | 'cpu' | 'memory' | 'pids'
  readonly name: string
  readonly read: (text: string) => number | string
}

const asText = (text: string) => text

const MEMBERS: Readonly<Record<string, Member>> = {
  'blkio-weight': { section: 'blockIO', name: 'weight', read: integer },
  'cpu-burst': { section: 'cpu', name: 'burst', read: integer },
  'cpu-idle': { section: 'cpu', name: 'idle', read: integer },
  'cpu-period': { section: 'cpu', name: 'period', read: integer },
  'cpu-quota': { section: 'cpu', name: 'quota', read: integer },
  'cpu-share': { section: 'cpu', name: 'shares', read: integer },
  // runc knows the singular alone, and whoever thinks of the file this one.
  'cpu-shares': { section: 'cpu', name: 'shares', read: integer },
  'cpuset-cpus': { section: 'cpu', name: 'cpus', read: asText },
  'cpuset-mems': { section: 'cpu', name: 'mems', read: asText },
  memory: { section: 'memory', name: 'limit', read: bytes },
  'memory-reservation': {
    section: 'memory',
    name: 'reservation',
    read: bytes,
  },
  'memory-swap': { section: 'memory', name: 'swap', read: bytes },
  'pids-limit': { section: 'pids', name: 'limit', read: integer },
}

const OPTIONS = Object.fromEntries(
  Object.keys(MEMBERS).map((option) => [option, TEXT]),
)

/**
 * Read the arguments of `update`.
 *
 * @throws {UsageError} If they are none we know, or ask for nothing.
 */
export function parseUpdate(args: string[]): Request {
  const { values, positionals } = parseWords(args.flatMap(joinNegative), {
    resources: { type: 'string', short: 'r' },
    help: HELP_FLAG,
    ...OPTIONS,
  })
  if (values.help) return { command: 'help' }
  const id = containerId(positionals)
  const resources = resourcesOf(values)
  const file = fileOf(values.resources, resources)
  return { command: 'update', id, resources, ...(file && { file }) }
}

// parseArgs takes the "-1" of "--memory-swap -1" for an option of its own.
function joinNegative(arg: string, index: number, all: string[]): string[] {
  const joins = (option: string | undefined, value: string | undefined) =>
    option?.startsWith('--') && /^-\d/.test(value ?? '')
  if (joins(all[index - 1], arg)) return []
  const next = all[index + 1]
  return joins(arg, next) ? [`${arg}=${next}`] : [arg]
}

function resourcesOf(values: Readonly<Record<string, unknown>>) {
  const resources: Record<string, Record<string, number | string>> = {}
  for (const [option, { section, name, read }] of Object.entries(MEMBERS)) {
    const text = values[option]
    if (typeof text !== 'string') continue
    resources[section] = { ...resources[section], [name]: read(text) }
  }
  return resources
}

// With a file, runc leaves out all other options without a word.
function fileOf(file: unknown, resources: object): string | undefined {
  const options = Object.keys(resources).length > 0
  if (typeof file === 'string' && !options) return file
  if (typeof file !== 'string' && options) return undefined
  const found = options ? 'both' : 'neither'
  throw new UsageError(
    `Expected "--resources" or options of single limits but found ${found}`,
  )
}

function integer(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new UsageError(`Expected an integer but found "${text}"`)
}
