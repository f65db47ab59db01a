import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import { commit, keep, requireGit } from '../history.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { confirm } from '../prompts.ts'
import { readState, record } from '../state.ts'
import { workOf } from '../work-paths.ts'

/** `labs solve`: the reference, in the student's files or on the screen. */
export const solve: Command = {
  usage: 'labs solve [lab] [--show | --yes]',
  summary: 'summary.solve',
  options: { show: { type: 'boolean' }, yes: { type: 'boolean' } },
  explains: { show: 'option.show', yes: 'option.yes' },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    const lab = labOrCurrent(io, input.positionals[0], readState(root))
    if (flag(input, 'show')) return await show(io, root, lab)
    requireGit()
    const question = say(io, 'solve.ask', { lab: lab.id })
    const command = `labs solve ${lab.id} --yes`
    const otherwise = say(io, 'usage.confirm', { command })
    const sure = flag(input, 'yes') || (await confirm(io, question, otherwise))
    if (sure) await fill(io, root, lab)
    return EXIT.ok
  },
}

async function fill(io: Io, root: string, lab: Lab): Promise<void> {
  const { freshStarter, solutionOf } = await import('../begin-lab.ts')
  const { overwrite, writeBase, writtenLab } = await import('../work.ts')
  const work = workOf(root)
  const solution = solutionOf(io, root, lab)
  keep(work, `before solve of ${lab.id}`)
  // A lab that was never started: from now on it was.
  if (writtenLab(work) < lab.number) {
    await writeBase(work, freshStarter(io, root, lab))
  }
  await overwrite(work, solution.sources)
  commit(work, `solve ${lab.id}`)
  record(root, { event: 'solved', lab: lab.id })
  record(root, { event: 'started', lab: lab.id })
  io.out.write(`${say(io, 'solve.done', { lab: lab.id })}\n`)
}

/** The code of each region, under the name of its file. */
async function show(io: Io, root: string, lab: Lab): Promise<number> {
  const { readReference } = await import('../work.ts')
  const { regionTexts } = await import('../starter.ts')
  const { bold, dim } = io.color
  for (const { path, name, text } of regionTexts(
    readReference(root),
    lab.number,
  )) {
    io.out.write(`\n${bold(`runtime/${path}`)}  ${dim(name)}\n\n${text}\n`)
  }
  io.out.write('\n')
  return EXIT.ok
}
