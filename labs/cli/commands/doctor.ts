import { padTo } from '#checker/text/width.ts'
import type { Requirement } from '#vm/provider.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/**
 * `labs doctor`: one line for each provider, and one for each thing that the
 * chosen one needs.
 */
export const doctor: Command = {
  usage: 'labs doctor [--json]',
  summary: 'summary.doctor',
  options: { json: { type: 'boolean' } },
  explains: { json: 'option.json' },
  maxPositionals: 0,

  async run(input, io) {
    const { chosenWithReason } = await import('../machine.ts')
    const chosen = await chosenWithReason(io)
    const { provider } = chosen
    const found = [...(await ownNeeds()), ...(await provider.preflight())]
    const ok = found.every((requirement) => requirement.ok)
    const facts = { provider: provider.name, ok, requirements: found }
    if (flag(input, 'json')) {
      const { choiceJson } = await import('../provider-words.ts')
      const all = { schema: 'labs.doctor/v1', ...facts, ...choiceJson(chosen) }
      io.out.write(`${JSON.stringify(all)}\n`)
    } else {
      const { providerTable } = await import('../provider-table.ts')
      io.out.write(`${providerTable(io, chosen)}\n`)
      io.out.write(table(io, found, provider.name))
    }
    return ok ? EXIT.ok : EXIT.cannot
  },
}

/** What the command itself needs, whatever the provider. */
async function ownNeeds(): Promise<Requirement[]> {
  const { hasGit } = await import('../history.ts')
  const { installCommand } = await import('#vm/packages.ts')
  const git = hasGit()
  return [
    { name: 'node', ok: true, found: process.version, remedy: null },
    {
      name: 'git',
      ok: git,
      found: git ? 'installed' : 'no such program',
      remedy: git ? null : `Run: ${installCommand(['git'])}`,
    },
  ]
}

function table(
  io: Io,
  requirements: readonly Requirement[],
  provider: string,
): string {
  const { green, red, yellow } = io.color
  const width = Math.max(...requirements.map(({ name }) => name.length))
  const lines = requirements.flatMap(({ name, ok, found, remedy }) => {
    const mark = ok ? green('✓') : red('✗')
    const row = `${mark} ${padTo(name, width)}  ${found}`
    return remedy === null ? [row] : [row, `    ${yellow(remedy)}`]
  })
  const ok = requirements.every((requirement) => requirement.ok)
  const verdict = say(io, ok ? 'doctor.ok' : 'doctor.cannot', { provider })
  return `${lines.join('\n')}\n\n${ok ? green(verdict) : red(verdict)}\n`
}
