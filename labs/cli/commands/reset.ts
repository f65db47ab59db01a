import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { type Command, EXIT, flag, UsageError } from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import { commit, keep, keptNames, requireGit, restore } from '../history.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { confirm } from '../prompts.ts'
import { readState, record } from '../state.ts'
import { workOf } from '../work-paths.ts'

/** `labs reset`: begin again; what was there is kept. */
export const reset: Command = {
  usage: 'labs reset [lab] [--yes] | labs reset --undo',
  summary: 'summary.reset',
  options: { yes: { type: 'boolean' }, undo: { type: 'boolean' } },
  explains: { yes: 'option.yes', undo: 'option.undo' },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    if (flag(input, 'undo')) return undo(io, root)
    const lab = labOrCurrent(io, input.positionals[0], readState(root))
    requireGit()
    const question = say(io, 'reset.ask', { lab: lab.id })
    const command = `labs reset ${lab.id} --yes`
    const otherwise = say(io, 'usage.confirm', { command })
    const sure = flag(input, 'yes') || (await confirm(io, question, otherwise))
    if (sure) await resetTo(io, root, lab)
    return EXIT.ok
  },
}

async function resetTo(io: Io, root: string, lab: Lab): Promise<void> {
  const { freshStarter } = await import('../begin-lab.ts')
  const { startAfresh } = await import('../work.ts')
  const work = workOf(root)
  // Cut first: if that fails, nothing has been touched.
  const starter = freshStarter(io, root, lab)
  keep(work, `before reset of ${lab.id}`)
  await startAfresh(work, starter)
  commit(work, `reset ${lab.id}`)
  record(root, { event: 'reset', lab: lab.id })
  record(root, { event: 'started', lab: lab.id })
  io.out.write(`${say(io, 'reset.done', { lab: lab.id })}\n`)
}

/** What is replaced is kept as well, so that undo can be undone. */
function undo(io: Io, root: string): number {
  requireGit()
  const work = workOf(root)
  const name = keptNames(work).at(-1)
  if (name === undefined) throw new UsageError(say(io, 'reset.nothing'))
  keep(work, `before undo of ${name}`)
  restore(work, name)
  io.out.write(`${say(io, 'reset.undone', { name })}\n`)
  return EXIT.ok
}
