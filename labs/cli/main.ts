/**
 * The `labs` command: find what to run, run it, and be the only one who paints
 * errors and decides how the process ends.
 */
import { constants, release } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { checkoutRoot } from '#checker/checkout.ts'
import {
  type Command,
  EXIT,
  type Input,
  type OptionTypes,
  UsageError,
} from './command.ts'
import { COMMANDS } from './commands.ts'
import { explainError } from './explain-error.ts'
import { isLanguage, say } from './i18n.ts'
import { type Io, processIo } from './io.ts'
import { versionOf } from './kit-version.ts'

const GLOBAL = {
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  'no-color': { type: 'boolean' },
} as const satisfies OptionTypes

/** How long a command may take to put things in order after a signal. */
const GRACE_MS = 5000

/** How far apart we and our children may notice the same signal. */
const SIGNAL_DELAY_MS = 50

/**
 * Run one command line.
 *
 * @param argv Without the names of node and of this program.
 * @returns The exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { name, rest } = splitCommandLine(argv)
  const stop = new AbortController()
  const interrupted = onSignal(stop)
  const undos: (() => Promise<void>)[] = []
  const onInterrupt = (undo: () => Promise<void>) => void undos.push(undo)
  const { signal } = stop
  const io = await processIo({ signal, onInterrupt }, globalsOf(argv))
  quietOnClosedPipe()

  const finished = runNamed(name, rest, io).catch(async (error: unknown) => {
    // Ctrl-C reaches our children too, and one may report its end first.
    await setTimeout(SIGNAL_DELAY_MS)
    return signal.aborted ? EXIT.cannot : explainError(error, io)
  })
  const code = await Promise.race([finished, interrupted])
  if (!signal.aborted) return code
  return await leave(await interrupted, finished, undos)
}

/** Let an interrupted command put things in order, but not for ever. */
async function leave(
  code: number,
  finished: Promise<number>,
  undos: readonly (() => Promise<void>)[],
): Promise<never> {
  const undone = finished.then(() => Promise.all(undos.map((undo) => undo())))
  await Promise.race([undone, setTimeout(GRACE_MS)])
  // Whatever still runs must not keep this process alive.
  process.exit(code)
}

/** Resolves with 128 + n at the first signal; the second ends the process. */
function onSignal(stop: AbortController): Promise<number> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const code = 128 + constants.signals[name]
      process.on(name, () => {
        if (stop.signal.aborted) process.exit(code)
        stop.abort()
        resolve(code)
      })
    }
  })
}

/** `labs list | head -1` must not end in a stack trace. */
function quietOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok)
    throw error
  })
}

async function runNamed(
  name: string,
  rest: readonly string[],
  io: Io,
): Promise<number> {
  const load = COMMANDS[name]
  if (load === undefined) {
    throw new UsageError(say(io, 'usage.unknownCommand', { name }))
  }
  const command = await load()
  const input = parse(command, rest, io)
  if (input.values.help === true) return await helpFor(name, io)
  if (input.values.version === true) return printVersion(io)
  return await command.run(input, io)
}

/** Parse what follows the command's name; unknown options are refused. */
function parse(command: Command, rest: readonly string[], io: Io): Input {
  const input = parseStrictly(command, rest)
  const lang = input.values.lang
  if (typeof lang === 'string' && !isLanguage(lang)) {
    throw new UsageError(say(io, 'usage.language', { lang }))
  }
  const extra = input.positionals[command.maxPositionals]
  if (extra === undefined || input.values.help === true) return input
  throw new UsageError(say(io, 'usage.extra', { extra, usage: command.usage }))
}

function parseStrictly(command: Command, rest: readonly string[]): Input {
  try {
    const { positionals, values } = parseArgs({
      args: [...rest],
      options: { ...GLOBAL, ...command.options },
      allowPositionals: true,
    })
    return { positionals, values } as Input
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
    const [fact = message] = message.split('. ')
    throw new UsageError(`${fact}\n  ${command.usage}`)
  }
}

async function helpFor(name: string, io: Io): Promise<number> {
  const help = (await COMMANDS.help?.()) as Command
  return await help.run({ positionals: [name], values: {} }, io)
}

/** What a report of a defect begins with. */
function printVersion(io: Io): number {
  const version = versionOf(checkoutRoot())
  const system = `${process.platform} ${release()} ${process.arch}`
  io.out.write(`labs ${version}, node ${process.version}, ${system}\n`)
  return EXIT.ok
}

/** The command is the first word that is not an option. */
function splitCommandLine(argv: readonly string[]) {
  const at = argv.findIndex(
    (word, index) => !word.startsWith('-') && argv[index - 1] !== '--lang',
  )
  if (at === -1) return { name: '', rest: argv }
  return { name: argv[at] ?? '', rest: argv.toSpliced(at, 1) }
}

/** Read before anything else, for errors too are painted and translated. */
function globalsOf(argv: readonly string[]) {
  const at = argv.indexOf('--lang')
  const joined = argv.find((word) => word.startsWith('--lang='))
  return {
    lang: joined?.slice('--lang='.length) ?? argv[at === -1 ? -1 : at + 1],
    color: !argv.includes('--no-color'),
  }
}
