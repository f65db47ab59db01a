import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkoutRoot } from '#checker/checkout.ts'
import { type Command, EXIT, flag, text, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import { workOf } from '../work-paths.ts'

/** `labs build`: `mini-runc` as a program that Docker and others can call. */
export const build: Command = {
  usage: 'labs build [--out DIR] [--solution]',
  summary: 'summary.build',
  options: { out: { type: 'string' }, solution: { type: 'boolean' } },
  explains: { out: 'option.out', solution: 'option.buildSolution' },
  maxPositionals: 0,

  async run(input, io) {
    const root = checkoutRoot()
    const own = workOf(root).runtime
    const runtime = flag(input, 'solution') ? resolve(root, 'runtime') : own
    if (!existsSync(resolve(runtime, 'cli/mini-runc.ts')))
      throw new UsageError(say(io, 'build.nothing'))
    const { installProgram } = await import('#checker/install-program.ts')
    const folder = resolve(text(input, 'out') ?? resolve(root, '.cache/bin'))
    const program = await installProgram(runtime, folder)
    io.out.write(`${program}\n`)
    return EXIT.ok
  },
}
