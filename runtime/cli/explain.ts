// What --explain prints: the calls of a container's birth as strace(1) would
// show them, and after a run what each returned and how long it took:
//
//      #  µs  manual          call
//     67   2  close_range(2)  close_range(3, ~0, CLOSE_RANGE_CLOEXEC) = 0
//                             # From here on, "/" is the root filesystem …
//     68  11  chroot(2)       chroot("/srv/box/rootfs") = 0
//                             # see umount2(2), "MNT_DETACH"
//     69   3  umount2(2)      umount2(".", MNT_DETACH) = 0
import type { ParentCall } from '../oci/cgroup-calls.ts'
import { CLONE_INTO_CGROUP } from '../sys/constants/processes.ts'
import { describeErrno } from '../sys/errno.ts'
import {
  describe,
  describeCall,
  type Program,
  type Step,
} from '../sys/program.ts'
import { manualSection } from './manual-section.ts'
import { widthOf } from './output.ts'
import { wrapCall, wrapWords } from './wrap-call.ts'

/** What became of one step. */
export interface Outcome {
  /** Index into the steps of the program. */
  readonly step: number
  /** As the kernel returned it, negative for an error. */
  readonly result: number | bigint
  readonly microseconds?: number | undefined
}

/** A program, or what there is to say of one. */
export interface Steps
  extends Pick<Program, 'steps'>,
    Partial<Pick<Program, 'flags'>> {
  // #region lab-04
  readonly cgroup?: number | undefined
  /** What its parent does before the birth. */
  readonly parent?: readonly ParentCall[]
  // #endregion lab-04
}

interface Row {
  readonly cells: readonly [index: string, time: string, manual: string]
  readonly call: string
  /** Said above the call: what it is for, where to read. */
  readonly notes: readonly string[]
  /** Rows of one kind in a row can be shown as one; `''` is of no kind. */
  readonly kind: string
}

/** So many of a kind in a row are shown as one. */
const MANY = 5

/** Calls of which one is like the other. */
const ALIKE = ['close', 'fcntl', 'prctl', 'rt_sigaction']

/**
 * Print a program as a table for people.
 *
 * @param outcomes What became of its steps; absent for a plan.
 * @param width Columns to break lines at; that of the terminal, if it is one.
 */
export function explainTable(
  program: Steps,
  outcomes?: readonly Outcome[],
  width = widthOf(outcomes ? 'stderr' : 'stdout'),
): string {
  const rows = foldMany([
    // #region lab-04
    ...parentRows(program),
    // #endregion lab-04
    ...birthRow(program),
    ...rowsOf(program, outcomes),
  ])
  const head = { cells: ['#', 'µs', 'manual'], call: 'call' } as const
  const all = [{ ...head, notes: [], kind: '' }, ...rows]
  const widths = [0, 1, 2].map((column) =>
    Math.max(...all.map(({ cells }) => cells[column]?.length ?? 0)),
  )
  const left = (cells: Row['cells']) => leftOf(cells, widths, outcomes)
  const room = width - left(['', '', '']).length
  return all.map((row) => textOf(row, left, room)).join('')
}

function leftOf(
  cells: Row['cells'],
  [index = 0, time = 0, manual = 0]: readonly number[],
  outcomes?: readonly Outcome[],
): string {
  const times = outcomes ? [cells[1].padStart(time)] : []
  const left = [cells[0].padStart(index), ...times, cells[2].padEnd(manual)]
  return `${left.join('  ')}  `
}

function textOf(
  { cells, call, notes }: Row,
  left: (cells: Row['cells']) => string,
  room: number,
): string {
  const empty = left(['', '', ''])
  const said = notes
    .flatMap((note) => wrapWords(note, room - 2))
    .map((line) => `${empty}# ${line}`)
  const calls = wrapCall(call, room).map(
    (line, index) => (index === 0 ? left(cells) : empty) + line,
  )
  return [...said, ...calls].map((line) => `${line}\n`).join('')
}

/** The call that gives birth is no step, and says what namespaces are new. */
function birthRow(program: Steps): Row[] {
  let { flags = 0n } = program
  const notes: string[] = []
  if (flags !== 0n) notes.push('Born into new namespaces', ...seeBirth(flags))
  // #region lab-04
  if (program.cgroup !== undefined) {
    flags |= CLONE_INTO_CGROUP
    notes.push('Born into its cgroup, whose limits hold by now')
    notes.push(...seeBirth(CLONE_INTO_CGROUP))
  }
  // #endregion lab-04
  if (flags === 0n) return []
  const call = describeCall('clone3', [flags])
  return [{ cells: ['', '', 'clone3(2)'], call, notes, kind: '' }]
}

function seeBirth(flags: bigint): string[] {
  const section = manualSection({ name: 'clone3', args: [flags] })
  return section === undefined ? [] : [see(section)]
}

// #region lab-04
function parentRows({ parent = [] }: Steps): Row[] {
  return parent.map(({ manual, call, note }) => ({
    cells: ['', '', manual],
    call,
    notes: note === undefined ? [] : [note],
    kind: '',
  }))
}
// #endregion lab-04

const see = (section: string) => `see ${section}`

function rowsOf(program: Steps, outcomes?: readonly Outcome[]): Row[] {
  const told = new Set<string>()
  const results = resultsOf(outcomes ?? [])
  return program.steps.map((step) => {
    const section = manualSection(step)
    const isNew = section !== undefined && !told.has(section)
    if (isNew) told.add(section)
    const notes = [step.note, isNew ? see(section) : undefined]
    return {
      ...rowOf(step, results, outcomes),
      notes: notes.filter((note) => note !== undefined),
    }
  })
}

function rowOf(
  step: Step,
  results: readonly bigint[],
  outcomes: readonly Outcome[] = [],
): Omit<Row, 'notes'> {
  const outcome = outcomes.find((outcome) => outcome.step === step.index)
  const time = outcome?.microseconds?.toFixed(0) ?? ''
  const returned = outcome ? ` = ${resultText(outcome.result)}` : ''
  // What may fail is worth a line of its own.
  const special = step.ignore || (outcome && outcome.result < 0)
  return {
    cells: [`${step.index}`, time, step.manual],
    call: describe(step, results) + returned,
    kind: special || !ALIKE.includes(step.name) ? '' : step.name,
  }
}

function resultsOf(outcomes: readonly Outcome[]): bigint[] {
  const results: bigint[] = []
  for (const { step, result } of outcomes) results[step] = BigInt(result)
  return results
}

/** As strace has it: `0`, `-1 ENOENT (no such file or directory)`. */
function resultText(result: number | bigint): string {
  if (result >= 0) return `${result}`
  const { code, message } = describeErrno(-Number(result))
  return `-1 ${code} (${message})`
}

function foldMany(rows: readonly Row[]): Row[] {
  const folded: Row[] = []
  for (let from = 0, to = 0; from < rows.length; from = to) {
    to = endOfKind(rows, from)
    const [first, last] = [rows[from], rows[to - 1]]
    if (to - from < MANY || !first || !last)
      folded.push(...rows.slice(from, to))
    else folded.push(first, ellipsis(to - from - 2), last)
  }
  return folded
}

/** Where the rows of the same kind end that begin at `from`. */
function endOfKind(rows: readonly Row[], from: number): number {
  const kind = rows[from]?.kind
  if (kind === '') return from + 1
  const end = rows.findIndex(
    (row, i) => i > from && (row.kind !== kind || row.notes.length > 0),
  )
  return end < 0 ? rows.length : end
}

function ellipsis(count: number): Row {
  return { cells: ['', '', ''], call: `… ${count} more`, notes: [], kind: '' }
}

/** A step as other programs read it. */
export interface ExplainedStep {
  readonly step: number
  readonly call: string
  readonly syscall: string
  readonly manual: string
  readonly section: string | undefined
  readonly note: string | undefined
  readonly result: number | undefined
  readonly microseconds: number | undefined
}

/** A program as other programs read it; `parent` is what its parent did before. */
export interface Explanation {
  readonly parent?: readonly object[]
  readonly birth?: object | undefined
  readonly steps: readonly ExplainedStep[]
}

/**
 * Print a program as JSON for other programs, one object for each step:
 * `{"step": 68, "call": "chroot(\"/srv/box\")", "syscall": "chroot", "manual":
 * "chroot(2)", "note": "From here on, …", "result": 0, "microseconds": 11}`,
 * and with `section` where one of a manual page says it best. `birth` is there
 * if the process is born into new namespaces or a cgroup.
 */
export function explainJson(
  program: Steps,
  outcomes: readonly Outcome[] = [],
): string {
  return `${JSON.stringify(explanationOf(program, outcomes), null, 2)}\n`
}

/** The same before it is text. */
export function explanationOf(
  program: Steps,
  outcomes: readonly Outcome[] = [],
): Explanation {
  const results = resultsOf(outcomes)
  const steps = program.steps.map((step) => {
    const outcome = outcomes.find((outcome) => outcome.step === step.index)
    return {
      step: step.index,
      call: describe(step, results),
      syscall: step.name,
      manual: step.manual,
      section: manualSection(step),
      note: step.note,
      result: outcome && Number(outcome.result),
      microseconds: outcome?.microseconds,
    }
  })
  const birth = birthRow(program).map(({ call }) => ({
    call,
    syscall: 'clone3',
    manual: 'clone3(2)',
  }))[0]
  // #region lab-04
  const { parent } = program
  if (parent) return { parent, birth, steps }
  // #endregion lab-04
  return { birth, steps }
}
