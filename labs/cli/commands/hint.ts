import type { Diagnosis } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import { localized, say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import {
  type Failure,
  hintKey,
  type LabState,
  readState,
  record,
  stateOf,
} from '../state.ts'

/** `labs hint`: about the check that is red; each time a stronger one. */
export const hint: Command = {
  usage: 'labs hint [lab] [--json]',
  summary: 'summary.hint',
  options: { json: { type: 'boolean' } },
  explains: { json: 'option.json' },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    const state = readState(root)
    const lab = labOrCurrent(io, input.positionals[0], state)
    const given = nextHint(lab, stateOf(state, lab.id))
    if (given !== null && given.level > 0) {
      const { check, diagnosis, level } = given
      record(root, { event: 'hinted', lab: lab.id, check, diagnosis, level })
    }
    const text = flag(input, 'json') ? hintJson : hintText
    io.out.write(await text(io, lab, given))
    return EXIT.ok
  },
}

interface Hint extends Failure {
  /** How many of the hints are told; 0 when no diagnosis fits. */
  readonly level: number
  readonly known: Diagnosis | null
}

/** The hint after those already given, or the last one again. */
function nextHint(lab: Lab, state: LabState): Hint | null {
  const { failure } = state
  if (failure === null) return null
  const known = lab.diagnoses[failure.diagnosis ?? ''] ?? null
  if (known === null) return { ...failure, known, level: 0 }
  const before = state.hints.get(hintKey(failure)) ?? 0
  return { ...failure, known, level: Math.min(before + 1, known.hints.length) }
}

async function hintJson(io: Io, lab: Lab, hint: Hint | null): Promise<string> {
  const { known = null, ...facts } = hint ?? {
    check: null,
    diagnosis: null,
    level: 0,
  }
  const record = {
    schema: 'labs.hint/v1',
    lab: lab.id,
    ...facts,
    total: known?.hints.length ?? 0,
    hints: known?.hints
      .slice(0, facts.level)
      .map((text) => localized(io, text)),
    read: known?.read ?? [],
  }
  return `${JSON.stringify(record)}\n`
}

async function hintText(io: Io, lab: Lab, hint: Hint | null): Promise<string> {
  if (hint === null) return `${say(io, 'hint.none', { lab: lab.id })}\n`
  const { bold, dim, red } = io.color
  const check = checksOf(lab).find(({ id }) => id === hint.check)
  const title = check === undefined ? '' : localized(io, check.title)
  const head = `\n${red('✗')} ${bold(title)}  ${dim(hint.check)}\n\n`
  return head + (await bodyOf(io, hint))
}

async function bodyOf(io: Io, { check, known, level }: Hint): Promise<string> {
  if (known === null) return `${say(io, 'hint.noDiagnosis', { id: check })}\n`
  const { renderMarkdown } = await import('../markdown.ts')
  const total = known.hints.length
  const told = known.hints
    .slice(0, level)
    .map(
      (text, index) =>
        `**${say(io, 'hint.level', { level: index + 1, total })}**\n\n${localized(io, text)}`,
    )
  const text = [
    ...told,
    `*${say(io, 'hint.read')}:* ${known.read.join(' · ')}`,
    say(io, level < total ? 'hint.more' : 'hint.last'),
  ].join('\n\n')
  const columns = Math.min(96, widthOf(io.out))
  return `${renderMarkdown(text, { columns, color: io.color })}\n`
}
