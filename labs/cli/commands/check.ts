import type { LabReport } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { REPORTERS, type ReporterName } from '#checker/reporters/names.ts'
import type { Subject } from '../check-work.ts'
import {
  type Command,
  EXIT,
  flag,
  type Input,
  text,
  UsageError,
  words,
} from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { readState } from '../state.ts'

/** `labs check`: judge, and explain what the kernel saw. */
export const check: Command = {
  usage:
    'labs check [lab] [--solution | --runtime PATH] [--only ID] [--seed SEED]\n' +
    `             [--live] [--reporter ${REPORTERS.join('|')}] [--json]`,
  summary: 'summary.check',
  options: {
    solution: { type: 'boolean' },
    runtime: { type: 'string' },
    only: { type: 'string', multiple: true },
    seed: { type: 'string' },
    live: { type: 'boolean' },
    reporter: { type: 'string' },
    json: { type: 'boolean' },
  },
  explains: {
    solution: 'option.solution',
    runtime: 'option.runtime',
    only: 'option.only',
    seed: 'option.seed',
    live: 'option.live',
    reporter: 'option.reporter',
    json: 'option.json',
  },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    const lab = labOrCurrent(io, input.positionals[0], readState(root))
    const reporter = reporterOf(input, io)
    const options = {
      subject: subjectOf(input, io),
      seed: text(input, 'seed'),
      only: onlyOf(input, io, lab),
      live: flag(input, 'live'),
    }
    const { checkWork, reportText } = await import('../check-work.ts')
    const report = await checkWork(io, root, lab, options)
    io.out.write(reportText(io, report, lab, reporter))
    const { tellCourse } = await import('../grading/public-course.ts')
    tellCourse(io, root, lab.id)
    return await codeOf(report)
  },
}

async function codeOf(report: LabReport): Promise<number> {
  const { isBroken, isGreen } = await import('../check-work.ts')
  if (isBroken(report)) return EXIT.cannot
  return isGreen(report) ? EXIT.ok : EXIT.red
}

function subjectOf(input: Input, io: Io): Subject {
  const path = text(input, 'runtime')
  if (flag(input, 'solution') && path !== undefined) {
    throw new UsageError(say(io, 'usage.contradiction'))
  }
  if (flag(input, 'solution')) return { kind: 'reference' }
  return path === undefined ? { kind: 'work' } : { kind: 'foreign', path }
}

function reporterOf(input: Input, io: Io): ReporterName {
  const found =
    text(input, 'reporter') ?? (flag(input, 'json') ? 'json' : 'lesson')
  const reporter = REPORTERS.find((name) => name === found)
  if (reporter !== undefined) return reporter
  throw new UsageError(
    say(io, 'usage.oneOf', {
      what: '--reporter',
      wanted: REPORTERS.join(', '),
      found,
    }),
  )
}

/** `--only a,b --only c`, every id one of the lab's. */
function onlyOf(input: Input, io: Io, lab: Lab): string[] | undefined {
  const given = words(input, 'only')
  if (given.length === 0) return undefined
  const ids = checksOf(lab).map(({ id }) => id)
  const only = given.flatMap((list) => list.split(','))
  for (const id of only) {
    if (ids.includes(id)) continue
    throw new UsageError(
      say(io, 'usage.unknownCheck', { id, lab: lab.id, ids: ids.join('\n  ') }),
    )
  }
  return only
}
