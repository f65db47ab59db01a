// Command lines of mini-runc. Options have the names that runc gives them.
import { parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'
import {
  BUNDLE,
  containerId,
  FLAG,
  HELP_FLAG,
  parse,
  parseWords,
  pidFileIn,
  TEXT,
  tableOrJson,
} from './arguments.ts'
// #region lab-04
import { isControl, parseControl } from './control-line.ts'
// #endregion lab-04
// #region lab-07
import { PROCESS_OPTIONS, processIn } from './exec-options.ts'
import { isGlobal, parseGlobals } from './global-line.ts'
// #endregion lab-07
// #region lab-05
import { LAYERS_OPTIONS, layersIn } from './layers-option.ts'
// #endregion lab-05
// #region lab-07
import {
  CREATE_OPTIONS,
  createIn,
  isLifecycle,
  parseLifecycle,
} from './lifecycle-line.ts'
// #endregion lab-07
// #region lab-06
import { NET_OPTIONS, netIn } from './net-options.ts'
// #endregion lab-06
import type { Explained, Request } from './request.ts'

/** The commands, for messages. */
const COMMANDS = [
  'run',
  // #region lab-02
  'exec',
  'ps',
  'state',
  // #endregion lab-02
  // #region lab-04
  'delete',
  'events',
  'kill',
  'pause',
  'resume',
  'update',
  // #endregion lab-04
  // #region lab-07
  'create',
  'start',
  'list',
  'features',
  // #endregion lab-07
  'spec',
]

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
    // #region lab-02
    case 'exec':
      return parseExec(rest)
    case 'ps':
      return parsePs(rest)
    case 'state':
      return parseState(rest)
    // #endregion lab-02
    case '--version':
    case '-v':
      return { command: 'version' }
    case '--help':
    case '-h':
    case 'help':
      return { command: 'help' }
    default:
      // #region lab-07
      if (isGlobal(command)) return parseAfterGlobals(args)
      if (isLifecycle(command)) return parseLifecycle(command, rest)
      // #endregion lab-07
      // #region lab-02
      if (command?.startsWith('--root')) return parseBelow(args)
      // #endregion lab-02
      // #region lab-04
      if (isControl(command)) return parseControl(command, rest)
      // #endregion lab-04
      throw new UsageError(
        `Expected a command (${COMMANDS.join(', ')}) but found ${quoted(command)}`,
      )
  }
}

function parseRun(args: string[]): Request {
  const { values, positionals } = parseWords(args, {
    bundle: BUNDLE,
    'pid-file': TEXT,
    // #region lab-02
    init: FLAG,
    // #endregion lab-02
    // #region lab-04
    'own-figures': FLAG,
    // #endregion lab-04
    // #region lab-05
    ...LAYERS_OPTIONS,
    // #endregion lab-05
    // #region lab-06
    ...NET_OPTIONS,
    // #endregion lab-06
    // #region lab-07
    ...CREATE_OPTIONS,
    detach: { ...FLAG, short: 'd' },
    // #endregion lab-07
    explain: FLAG,
    'explain-format': TEXT,
    'dry-run': FLAG,
    help: HELP_FLAG,
  })
  if (values.help) return { command: 'help' }
  return {
    command: 'run',
    id: containerId(positionals),
    bundle: values.bundle,
    dryRun: values['dry-run'],
    // #region lab-02
    ...(values.init ? { init: true } : {}),
    // #endregion lab-02
    // #region lab-04
    ...(values['own-figures'] ? { ownFigures: true } : {}),
    // #endregion lab-04
    // #region lab-05
    ...layersIn(values),
    // #endregion lab-05
    // #region lab-06
    ...netIn(values),
    // #endregion lab-06
    // #region lab-07
    ...createIn(values),
    ...(values.detach ? { detach: true } : {}),
    // #endregion lab-07
    ...pidFileIn(values),
    ...explainIn(values),
  }
}

function parseSpec(args: string[]): Request {
  const { values } = parse({
    args,
    options: {
      bundle: BUNDLE,
      // #region lab-02
      rootless: FLAG,
      // #endregion lab-02
      help: HELP_FLAG,
    },
  })
  if (values.help) return { command: 'help' }
  return {
    command: 'spec',
    bundle: values.bundle,
    // #region lab-02
    ...(values.rootless ? { rootless: true } : {}),
    // #endregion lab-02
  }
}

// #region lab-02
const EXEC_OPTIONS = {
  cwd: TEXT,
  env: { type: 'string', short: 'e', multiple: true },
  'pid-file': TEXT,
  explain: FLAG,
  'explain-format': TEXT,
  // #endregion lab-02
  // #region lab-07
  ...PROCESS_OPTIONS,
  // #endregion lab-07
  // #region lab-02
  help: HELP_FLAG,
} as const

// What follows the ID belongs to the command, options and all.
function parseExec(args: string[]): Request {
  const place = firstPositional(args)
  const before = { args: args.slice(0, place), options: EXEC_OPTIONS }
  const { values } = parse(before)
  if (values.help) return { command: 'help' }
  const { cwd, env = [] } = values
  const [id, ...command] = args.slice(place)
  let mayBeBare = false
  // #endregion lab-02
  // #region lab-07
  mayBeBare = values.process !== undefined
  // #endregion lab-07
  // #region lab-02
  if (id !== undefined && command.length === 0 && !mayBeBare)
    throw new UsageError(`Expected a command after "${id}" but found nothing`)
  return {
    command: 'exec',
    id: containerId(id === undefined ? [] : [id]),
    args: command,
    env: env.map(variable),
    ...(cwd === undefined ? {} : { cwd: absolute(cwd) }),
    // #endregion lab-02
    // #region lab-07
    ...processIn(values),
    // #endregion lab-07
    // #region lab-02
    ...pidFileIn(values),
    ...explainIn(values),
  }
}

/** Where the options end: the index of the container's ID. */
function firstPositional(args: string[]): number {
  const { tokens } = parseArgs({
    args,
    options: EXEC_OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const first = tokens.find(({ kind }) => kind === 'positional')
  return first?.index ?? args.length
}

function variable(text: string): string {
  if (text.indexOf('=') > 0) return text
  throw new UsageError(`Expected NAME=value after "--env" but found "${text}"`)
}

function absolute(path: string): string {
  if (path.startsWith('/')) return path
  throw new UsageError(
    `Expected an absolute path after "--cwd" but found "${path}"`,
  )
}

function parsePs(args: string[]): Request {
  const format = { type: 'string', short: 'f', default: 'table' } as const
  const options = { format, help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  const id = containerId(positionals)
  return { command: 'ps', id, format: tableOrJson(values.format) }
}

function parseState(args: string[]): Request {
  const options = { help: HELP_FLAG }
  const { values, positionals } = parseWords(args, options)
  if (values.help) return { command: 'help' }
  return { command: 'state', id: containerId(positionals) }
}

/** `--root` and its directory stand before the command, as with runc. */
function parseBelow(args: readonly string[]): Request {
  const own = args[0]?.includes('=') ? 1 : 2
  const options = { root: TEXT }
  const { values } = parse({ args: args.slice(0, own), options })
  const request = parseCommandLine(args.slice(own))
  const { root } = values
  return 'id' in request && root !== undefined ? { ...request, root } : request
}
// #endregion lab-02

// #region lab-07
function parseAfterGlobals(args: readonly string[]): Request {
  const { globals, rest } = parseGlobals(args)
  return { ...parseCommandLine(rest), ...globals }
}
// #endregion lab-07

function explainIn(values: {
  explain: boolean
  'explain-format'?: string
}): Explained {
  const format = values['explain-format']
  if (format !== undefined) return { explain: tableOrJson(format) }
  return values.explain ? { explain: 'table' } : {}
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : `"${text}"`
}
