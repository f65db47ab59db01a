import { checkoutRoot } from '#checker/checkout.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { allLabs, labOrCurrent, passedOf } from '../find-lab.ts'
import { say } from '../i18n.ts'
import { readState, stateOf } from '../state.ts'

/** `labs next`: the lab after the one that is done. */
export const next: Command = {
  usage: 'labs next [--force]',
  summary: 'summary.next',
  options: { force: { type: 'boolean' } },
  explains: { force: 'option.force' },
  maxPositionals: 0,

  async run(input, io) {
    const root = checkoutRoot()
    const state = readState(root)
    const lab = labOrCurrent(io, undefined, state)
    const { passed, total, done } = passedOf(lab, stateOf(state, lab.id))
    if (!done && !flag(input, 'force')) {
      const facts = { lab: lab.id, passed, total }
      io.out.write(`${say(io, 'next.notDone', facts)}\n`)
      return EXIT.red
    }
    const following = allLabs().find(({ number }) => number > lab.number)
    if (following === undefined) {
      io.out.write(`${say(io, 'next.last', { lab: lab.id })}\n`)
      return EXIT.ok
    }
    const { startLab } = await import('./start.ts')
    return await startLab(io, root, following)
  },
}
