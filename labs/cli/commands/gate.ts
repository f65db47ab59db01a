import { type Command, type Input, words } from '../command.ts'
import { labNamed } from '../find-lab.ts'
import type { Io } from '../io.ts'

/** `labs gate`: prove that labs and checks are right. */
export const gate: Command = {
  usage: 'labs gate [--lab LAB] [--only TEXT]',
  summary: 'summary.gate',
  options: {
    lab: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
  },
  explains: { lab: 'option.gateLab', only: 'option.gateOnly' },
  maxPositionals: 0,

  async run(input, io) {
    const options = { ...labsOf(input, io), only: words(input, 'only') }
    const { runGate } = await import('../gate/run.ts')
    return await runGate(io, options)
  },
}

function labsOf(input: Input, io: Io) {
  const names = words(input, 'lab')
  return names.length === 0
    ? {}
    : { labs: names.map((name) => labNamed(io, name)) }
}
