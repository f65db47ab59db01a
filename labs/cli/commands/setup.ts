import { type Command, EXIT, flag } from '../command.ts'
import { say } from '../i18n.ts'
import { packagesFor, TEST_PACKAGES } from '../needed-packages.ts'
import { withProgress } from '../progress.ts'

/** `labs setup`: Debian packages, installed where this is root. */
export const setup: Command = {
  usage: 'labs setup [--tests]',
  summary: 'summary.setup',
  options: { tests: { type: 'boolean' } },
  explains: { tests: 'option.tests' },
  maxPositionals: 0,

  async run(input, io) {
    const { installPackages, missingPackages } = await import('#vm/packages.ts')
    const { chosenProvider } = await import('../machine.ts')
    const needed = await packagesFor((await chosenProvider(io)).name)
    const wanted = flag(input, 'tests')
      ? [...new Set([...needed, ...TEST_PACKAGES])]
      : needed
    const missing = await missingPackages(wanted)
    if (missing.length > 0) {
      await withProgress(io, (line) =>
        installPackages(missing, (text) => line.stage(text)),
      )
    }
    const names = missing.join(', ')
    const key = missing.length === 0 ? 'setup.nothing' : 'setup.done'
    io.out.write(`${say(io, key, { names })}\n`)
    return EXIT.ok
  },
}
