import { join } from 'node:path'
import { checkoutRoot } from '#checker/checkout.ts'
import { padTo } from '#checker/text/width.ts'
import { breakLine } from '#checker/text/wrap.ts'
import { type Command, EXIT, flag, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import type { MessageKey } from '../messages.ts'

/** Options that every command has. */
const GLOBAL: Readonly<Record<string, MessageKey>> = {
  '--lang LANG': 'option.lang',
  '--no-color': 'option.noColor',
  '--help, -h': 'option.help',
}

type Commands = Readonly<Record<string, () => Promise<Command>>>

/** `labs help`: all commands, or one with its options. */
export function helpOn(commands: Commands): Command {
  return {
    usage: 'labs help [command] [--json]',
    summary: 'summary.help',
    options: { json: { type: 'boolean' } },
    explains: { json: 'option.helpJson' },
    maxPositionals: 1,

    async run(input, io) {
      const [name] = input.positionals
      if (flag(input, 'json')) {
        io.out.write(`${JSON.stringify(await everything(io, commands))}\n`)
        return EXIT.ok
      }
      if (!name) {
        io.out.write(await overview(io, commands))
        return EXIT.ok
      }
      const load = commands[name]
      if (load === undefined) {
        throw new UsageError(say(io, 'usage.unknownCommand', { name }))
      }
      io.out.write(helpOf(io, await load()))
      return EXIT.ok
    },
  }
}

/** All that there is to say, for the pages that show it. */
async function everything(io: Io, commands: Commands) {
  const named = Object.entries(commands).filter(([name]) => name !== '')
  const texts = named.map(
    async ([name, load]) => [name, helpOf(io, await load())] as const,
  )
  return {
    schema: 'labs.help/v1',
    overview: await overview(io, commands),
    commands: Object.fromEntries(await Promise.all(texts)),
  }
}

async function overview(io: Io, commands: Commands): Promise<string> {
  const rows = await Promise.all(
    Object.entries(commands).map(
      async ([name, load]): Promise<[string, string]> => [
        `labs ${name}`.trimEnd(),
        say(io, (await load()).summary),
      ],
    ),
  )
  const path = join(checkoutRoot(), 'labs/cli/bin.js')
  return [
    `\n${say(io, 'help.about')}`,
    section(io, 'help.commands', rows),
    `${section(io, 'help.options', optionRows(io, GLOBAL))}\n`,
    ...breakLine(say(io, 'help.exit'), widthOf(io.out)),
    ...breakLine(say(io, 'help.alias', { path }), widthOf(io.out)),
    '',
  ].join('\n')
}

function helpOf(io: Io, { usage, summary, explains = {} }: Command): string {
  const own = Object.fromEntries(
    Object.entries(explains).map(([option, key]) => [`--${option}`, key]),
  )
  return [
    `\n${say(io, summary)}`,
    `\n${io.color.bold(say(io, 'help.usage'))}\n  ${usage}`,
    `${section(io, 'help.options', optionRows(io, { ...own, ...GLOBAL }))}\n`,
    ...breakLine(say(io, 'help.exit'), widthOf(io.out)),
    '',
  ].join('\n')
}

function optionRows(
  io: Io,
  options: Readonly<Record<string, MessageKey>>,
): [string, string][] {
  return Object.entries(options).map(([name, key]) => [name, say(io, key)])
}

/** A heading and two columns, the second one wrapped. */
function section(
  io: Io,
  title: MessageKey,
  rows: readonly (readonly [string, string])[],
): string {
  const left = Math.max(...rows.map(([name]) => name.length)) + 2
  const lines = rows.flatMap(([name, words]) =>
    breakLine(words, widthOf(io.out) - left - 2).map(
      (line, index) => `  ${padTo(index === 0 ? name : '', left)}${line}`,
    ),
  )
  return `\n${io.color.bold(say(io, title))}\n${lines.join('\n')}`
}
