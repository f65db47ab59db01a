import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { columnsOf, padTo, truncate } from '#checker/text/width.ts'
import { breakLine } from '#checker/text/wrap.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { allLabs, passedOf } from '../find-lab.ts'
import { localized, say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import { readState, type State, stateOf } from '../state.ts'

/** `labs list`: every lab, how far the student is, which one is theirs now. */
export const list: Command = {
  usage: 'labs list [--json]',
  summary: 'summary.list',
  options: { json: { type: 'boolean' } },
  explains: { json: 'option.json' },
  maxPositionals: 0,

  async run(input, io) {
    const state = readState(checkoutRoot())
    const rows = allLabs().map((lab) => rowOf(lab, state))
    io.out.write(
      flag(input, 'json')
        ? `${JSON.stringify({ schema: 'labs.list/v1', labs: rows.map(publicRow) })}\n`
        : table(io, rows, state),
    )
    return EXIT.ok
  },
}

interface Row {
  readonly lab: Lab
  readonly current: boolean
  readonly started: boolean
  readonly passed: number
  readonly total: number
  readonly done: boolean
}

function rowOf(lab: Lab, state: State): Row {
  return {
    lab,
    current: state.current === lab.id,
    started: state.labs.has(lab.id),
    ...passedOf(lab, stateOf(state, lab.id)),
  }
}

function publicRow({ lab, ...progress }: Row) {
  const { id, number, title, summary, minutes, isDraft = false } = lab
  return { id, number, title, summary, minutes, isDraft, ...progress }
}

function table(io: Io, rows: readonly Row[], state: State): string {
  const id = Math.max(...rows.map(({ lab }) => columnsOf(lab.id)))
  const lines = rows.flatMap((row) => linesOf(io, row, id))
  const first = rows[0]
  if (state.current === null && first !== undefined) {
    lines.push('', say(io, 'list.start', { lab: first.lab.id }))
  }
  return `\n${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

/** A few lines a lab: what it is called and how far, then what it is about. */
function linesOf(io: Io, row: Row, idColumns: number): string[] {
  const { lab, current, started } = row
  const { bold, cyan, dim } = io.color
  const facts = [
    ...(lab.isDraft ? [say(io, 'list.draft')] : []),
    say(io, 'list.minutes', { minutes: lab.minutes }),
    ...(started ? [say(io, 'list.passed', { ...countsOf(row) })] : []),
    ...(current ? [say(io, 'list.you')] : []),
  ].join(' · ')
  const room = widthOf(io.out) - idColumns - columnsOf(facts) - 9
  const title = truncate(localized(io, lab.title), room)
  const head = `${markOf(io, row)} ${bold(padTo(lab.id, idColumns))}  ${padTo(title, room)}`
  const about = breakLine(
    localized(io, lab.summary),
    widthOf(io.out) - idColumns - 8,
  )
  return [
    `${head}  ${current ? cyan(facts) : dim(facts)}`,
    ...about.map((line) => `${' '.repeat(idColumns + 4)}${dim(line)}`),
  ]
}

const countsOf = ({ passed, total }: Row) => ({ passed, total })

function markOf({ color }: Io, { done, started }: Row): string {
  if (done) return color.green('✓')
  return started ? color.yellow('●') : color.dim('○')
}
