import { type Command, text } from '../command.ts'

/** `labs gate`: prove that labs and checks are right. */
export const gate: Command = {
  usage: 'labs gate [--only TEXT]',
  summary: 'summary.gate',
  options: { only: { type: 'string' } },
  explains: { only: 'option.gateOnly' },
  maxPositionals: 0,

  async run(input, io) {
    const { runGate } = await import('../gate/run.ts')
    const only = text(input, 'only')
    return await runGate(io, only === undefined ? {} : { only: [only] })
  },
}
