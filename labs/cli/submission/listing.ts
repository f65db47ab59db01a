/** What `labs submit` shows before it packs anything. */
import { printable } from '#checker/text/printable.ts'
import { columnsOf, padTo } from '#checker/text/width.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { bytes } from '../live/figures.ts'
import type { MessageKey } from '../messages.ts'
import type { Attempt } from './attempt.ts'
import type { LeftOut, Survey, WorkFile } from './files.ts'

/** All that is known before packing. */
export interface Plan {
  readonly lab: string
  readonly student: string
  readonly survey: Survey
  /** Hash of the files that go. */
  readonly tree: string
  readonly attempt: Attempt | null
  /** The file to make, and whether there is one of that name. */
  readonly out: string
  readonly replaces: boolean
}

/** Whether the attempt is about the files that go. */
export type Standing = 'current' | 'older' | 'none'

export function standingOf({ attempt, tree }: Plan): Standing {
  if (attempt === null) return 'none'
  return attempt.tree === tree ? 'current' : 'older'
}

const IS: Readonly<Record<WorkFile['is'], MessageKey>> = {
  given: 'submit.given',
  changed: 'submit.changed',
  new: 'submit.new',
}

const WHY: Readonly<Record<LeftOut['why'], MessageKey>> = {
  outside: 'submit.outside',
  hidden: 'submit.hidden',
  packages: 'submit.packages',
  other: 'submit.other',
}

/** The student's own last: nearest to the question. */
const ORDER = ['given', 'changed', 'new'] as const

export function listing(io: Io, plan: Plan): string {
  const { lab, student, survey } = plan
  return [
    `\n${io.color.bold(say(io, 'submit.head', { lab, student }))}`,
    ...leftOutLines(io, survey.leftOut),
    ...fileLines(io, survey.files),
    sumLine(io, survey.files),
    '',
    ...attemptLines(io, plan),
    ...warnings(io, plan).map((line) => `${io.color.yellow('!')} ${line}`),
    '',
  ].join('\n')
}

function fileLines(io: Io, files: readonly WorkFile[]): string[] {
  const rows = ORDER.flatMap((is) => files.filter((file) => file.is === is))
  const cells = rows.map(({ is, path, bytes: content }) => {
    const cell = [say(io, IS[is]), printable(path), bytes(content.length)]
    return { cell, color: is === 'given' ? io.color.dim : io.color.green }
  })
  const title = io.color.bold(say(io, 'submit.goes'))
  const table = columns(cells.map(({ cell }) => cell))
  return [title, ...table.map((line, at) => `  ${cells[at]?.color(line)}`)]
}

function leftOutLines(io: Io, leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return []
  const rows = leftOut.map(({ path, why }) => [
    say(io, WHY[why]),
    printable(path),
  ])
  const title = io.color.bold(say(io, 'submit.stays'))
  return [title, ...columns(rows).map((line) => `  ${io.color.dim(line)}`)]
}

/** Cells of a row, those of each column as wide as the widest. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (at: number) =>
    Math.max(...rows.map((row) => columnsOf(row[at] ?? '')))
  const widths = (rows[0] ?? []).map((_cell, at) => width(at))
  return rows.map((row) =>
    row
      .map((cell, at) => padTo(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function sumLine(io: Io, files: readonly WorkFile[]): string {
  const count = (is: WorkFile['is']) =>
    files.filter((file) => file.is === is).length
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0)
  return say(io, 'submit.sum', {
    ...{ files: files.length, size: bytes(size) },
    ...{ given: count('given'), changed: count('changed') },
    fresh: count('new'),
  })
}

function attemptLines(io: Io, { attempt }: Plan): string[] {
  if (attempt === null) return []
  const verdicts = Object.values(attempt.verdicts)
  const passed = verdicts.filter((verdict) => verdict === 'pass').length
  const at = `${attempt.at.slice(0, 16).replace('T', ' ')} UTC`
  const solved = say(io, attempt.solved ? 'prompt.yes' : 'prompt.no')
  const names = attempt.caughtUp.join(', ') || '–'
  const { hints } = attempt
  return [
    say(io, 'submit.attempt', { at, passed, total: verdicts.length }),
    say(io, 'submit.says', { solved, names, hints }),
  ]
}

/** Endings of what a bundler would take in, and we do not. */
const CODE = /\.([cm]?js|jsx|tsx|[cm]ts|json|node|wasm)$/

/** What a person should know before the answer is yes. */
export function warnings(io: Io, plan: Plan): string[] {
  const { lab, survey, replaces, out } = plan
  const linked = survey.files.filter(({ isLinked }) => isLinked)
  const code = survey.leftOut.filter(
    ({ path, why }) => why === 'other' && CODE.test(path),
  )
  const names = (files: readonly { path: string }[]) =>
    files.map(({ path }) => printable(path)).join(', ')
  return [
    linked.length > 0 && say(io, 'submit.linked', { names: names(linked) }),
    code.length > 0 && say(io, 'submit.code', { names: names(code) }),
    replaces && say(io, 'submit.replaces', { path: out }),
    standingWarning(io, plan, lab),
  ].filter((line) => line !== false)
}

function standingWarning(io: Io, plan: Plan, lab: string): string | false {
  const { attempt, tree } = plan
  if (attempt === null) return say(io, 'submit.noAttempt', { lab })
  if (attempt.tree === tree) return false
  const short = (hash: string) => hash.slice(0, 12)
  const facts = { lab, older: short(attempt.tree), tree: short(tree) }
  return say(io, 'submit.older', facts)
}
