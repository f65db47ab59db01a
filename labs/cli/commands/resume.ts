import { checkoutRoot } from '#checker/checkout.ts'
import { type Command, EXIT } from '../command.ts'
import { chooseLab, labNamed, passedOf } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { readState, stateOf } from '../state.ts'

/** `labs` alone: to where the student was, or to a first choice. */
export const resume: Command = {
  usage: 'labs',
  summary: 'summary.resume',
  options: {},
  maxPositionals: 0,

  async run(_input, io) {
    const root = checkoutRoot()
    const state = readState(root)
    if (state.current === null) return await begin(io, root)

    const lab = labNamed(io, state.current)
    const { passed, total, done } = passedOf(lab, stateOf(state, lab.id))
    const facts = { lab: lab.id, passed, total }
    io.out.write(`${say(io, 'resume.at', facts)}\n`)
    if (io.interactive && !done) {
      const { watchLab } = await import('./watch.ts')
      return await watchLab(io, root, lab)
    }
    const command = done ? 'labs next' : 'labs check'
    io.out.write(`${say(io, 'resume.then', { command })}\n`)
    return EXIT.ok
  },
}

/** Nothing is started: offer what there is. */
async function begin(io: Io, root: string): Promise<number> {
  const lab = await chooseLab(io)
  const { startLab } = await import('./start.ts')
  return await startLab(io, root, lab)
}
