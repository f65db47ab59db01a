// What stands before the command, as with runc: programs that drive a runtime,
// such as containerd, say there where its states are and where it has to write
// what goes wrong.
import { UsageError } from '../errors.ts'
import { FLAG, oneOf, parse, TEXT } from './arguments.ts'
import type { Globals } from './request.ts'

const OPTIONS = {
  root: TEXT,
  log: TEXT,
  'log-format': TEXT,
  debug: FLAG,
  // Whether cgroups are managed in the way of somebody who is not root; ours
  // are managed in one way for all.
  rootless: TEXT,
  'systemd-cgroup': FLAG,
  // crun's: "disabled" if others look after the cgroup.
  'cgroup-manager': TEXT,
} as const

const LOG_FORMATS = ['text', 'json'] as const
const MANAGERS = ['cgroupfs', 'disabled'] as const

type Name = keyof typeof OPTIONS

/** Whether a word is one of these options. */
export function isGlobal(word: string | undefined): boolean {
  return nameOf(word) !== undefined
}

function nameOf(word = ''): Name | undefined {
  const name = word.startsWith('--') ? word.slice(2).split('=')[0] : ''
  return Object.hasOwn(OPTIONS, name ?? '') ? (name as Name) : undefined
}

/**
 * Read these options.
 *
 * @returns What they say, and the words from the command on.
 * @throws {UsageError} If one of them asks for what we cannot do.
 */
export function parseGlobals(args: readonly string[]): {
  globals: Globals
  rest: readonly string[]
} {
  const place = placeOfCommand(args)
  const { values } = parse({ args: args.slice(0, place), options: OPTIONS })
  if (values['systemd-cgroup'])
    throw new UsageError(
      'Expected cgroups to be managed by mini-runc but found "--systemd-cgroup"',
    )
  const { root, log, 'log-format': format } = values
  const manager = oneOf(
    MANAGERS,
    'cgroup manager',
    values['cgroup-manager'] ?? 'cgroupfs',
  )
  const globals = {
    ...(root !== undefined && { root }),
    ...(log !== undefined && { log }),
    ...(manager === 'disabled' && { withoutCgroup: true }),
    ...(format !== undefined && {
      logFormat: oneOf(LOG_FORMATS, 'log format', format),
    }),
  }
  return { globals, rest: args.slice(place) }
}

function placeOfCommand(args: readonly string[]): number {
  let place = 0
  for (;;) {
    const word = args[place]
    const name = nameOf(word)
    if (name === undefined) return place
    const hasValue = OPTIONS[name].type === 'string' && !word?.includes('=')
    place += hasValue ? 2 : 1
  }
}
