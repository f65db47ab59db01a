import { type Command, type Input, UsageError, words } from '../command.ts'
import { labNamed } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/** `labs gate`: prove that labs and checks are right. */
export const gate: Command = {
  usage: 'labs gate [--lab LAB] [--only TEXT] [--part K/N] [--lanes N]',
  summary: 'summary.gate',
  options: {
    lab: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    part: { type: 'string' },
    lanes: { type: 'string' },
  },
  explains: {
    lab: 'option.gateLab',
    only: 'option.gateOnly',
    part: 'option.gatePart',
    lanes: 'option.gateLanes',
  },
  maxPositionals: 0,

  async run(input, io) {
    const options = {
      ...labsOf(input, io),
      ...partIn(input, io),
      ...lanesOf(input, io),
      only: words(input, 'only'),
    }
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

function lanesOf({ values: { lanes: found } }: Input, io: Io) {
  if (found === undefined) return {}
  const lanes = Number(found)
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > 16)
    throw new UsageError(say(io, 'usage.lanes', { found: String(found) }))
  return { lanes }
}

function partIn({ values: { part: found } }: Input, io: Io) {
  if (found === undefined) return {}
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(String(found)) ?? []
  const part = { number: Number(number), of: Number(of) }
  if (part.number >= 1 && part.number <= part.of) return { part }
  throw new UsageError(say(io, 'usage.part', { found: String(found) }))
}
