// Command lines of the commands that control a container: what runc calls
// delete, events, kill, pause, resume and update.
import { UsageError } from '../errors.ts'
import { SIGNALS, signalNumber } from '../sys/constants/signals.ts'
import { containerId, FLAG, HELP_FLAG, parseWords } from './arguments.ts'
import { milliseconds } from './duration.ts'
import type { ControlRequest, Request } from './request.ts'
import { parseUpdate } from './update-line.ts'

type Control = ControlRequest['command']

const PARSERS: Readonly<Record<Control, (args: string[]) => Request>> = {
  delete: parseDelete,
  events: parseEvents,
  kill: parseKill,
  pause: (args) => parseFreeze('pause', args),
  resume: (args) => parseFreeze('resume', args),
  update: parseUpdate,
}

/** Whether a word is one of these commands. */
export function isControl(command: string | undefined): command is Control {
  return command !== undefined && Object.hasOwn(PARSERS, command)
}

/**
 * Read the arguments of one of these commands.
 *
 * @throws {UsageError} If they are none we know.
 */
export function parseControl(command: Control, args: string[]): Request {
  return PARSERS[command](args)
}

function parseDelete(args: string[]): Request {
  const force = { ...FLAG, short: 'f' } as const
  const options = { force, help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  const id = containerId(positionals)
  return { command: 'delete', id, force: values.force }
}

function parseEvents(args: string[]): Request {
  const interval = { type: 'string', default: '5s' } as const
  const options = { interval, stats: FLAG, help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  return {
    command: 'events',
    id: containerId(positionals),
    stats: values.stats,
    interval: milliseconds(values.interval),
  }
}

function parseFreeze(command: 'pause' | 'resume', args: string[]): Request {
  const options = { help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  return { command, id: containerId(positionals) }
}

function parseKill(args: string[]): Request {
  const all = { ...FLAG, short: 'a' } as const
  const options = { all, help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  const [id, signal = 'SIGTERM', ...more] = positionals
  return {
    command: 'kill',
    id: containerId(id === undefined ? [] : [id, ...more]),
    signal: signalOf(signal),
    all: values.all,
  }
}

/** `SIGKILL`, `kill` and `9` are one signal. */
function signalOf(text: string): number {
  const name = text.toUpperCase()
  const known = SIGNALS[name] ?? SIGNALS[`SIG${name}`]
  try {
    return signalNumber(known ?? (/^\d+$/.test(text) ? Number(text) : text))
  } catch (cause) {
    throw new UsageError(`Expected a signal but found "${text}"`, { cause })
  }
}
