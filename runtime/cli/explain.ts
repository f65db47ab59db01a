// What --explain prints: the calls of a container's birth as strace(1) would
// show them, and after a run what each returned and how long it took:
//
//      #  µs  manual          call
//     67   2  close_range(2)  close_range(3, ~0, CLOSE_RANGE_CLOEXEC) = 0
//                             # From here on, "/" is the root filesystem …
//     68  11  chroot(2)       chroot("/srv/box/rootfs") = 0
import { describeErrno } from '../sys/errno.ts'
import { describe, type Program, type Step } from '../sys/program.ts'

/** What became of one step. */
export interface Outcome {
  /** Index into the steps of the program. */
  readonly step: number
  /** As the kernel returned it, negative for an error. */
  readonly result: number | bigint
  readonly microseconds?: number | undefined
}

type Steps = Pick<Program, 'steps'>

interface Row {
  readonly cells: readonly [index: string, time: string, manual: string]
  readonly call: string
  readonly note: string
  /** Rows of one kind in a row can be shown as one; `''` is of no kind. */
  readonly kind: string
}

/** So many of a kind in a row are shown as one. */
const MANY = 5

/**
 * Print a program as a table for people.
 *
 * @param outcomes What became of its steps; absent for a plan.
 */
export function explainTable(
  program: Steps,
  outcomes?: readonly Outcome[],
): string {
  const head = { cells: ['#', 'µs', 'manual'], call: 'call' } as const
  const rows = foldMany(program.steps.map((step) => rowOf(step, outcomes)))
  const all = [{ ...head, note: '', kind: '' }, ...rows]
  const [index = 0, time = 0, manual = 0] = [0, 1, 2].map((column) =>
    Math.max(...all.map(({ cells }) => cells[column]?.length ?? 0)),
  )
  const line = (cells: Row['cells'], call: string) => {
    const times = outcomes ? [cells[1].padStart(time)] : []
    const left = [cells[0].padStart(index), ...times, cells[2].padEnd(manual)]
    return `${[...left, call].join('  ')}\n`
  }
  return all
    .map(({ cells, call, note }) => {
      const before = note === '' ? '' : line(['', '', ''], `# ${note}`)
      return before + line(cells, call)
    })
    .join('')
}

function rowOf(step: Step, outcomes: readonly Outcome[] = []): Row {
  const outcome = outcomes.find((outcome) => outcome.step === step.index)
  const time = outcome?.microseconds?.toFixed(0) ?? ''
  const call = describe(step, resultsOf(outcomes))
  const returned = outcome ? ` = ${resultText(outcome.result)}` : ''
  // What may fail is worth a line of its own.
  const special = step.ignore || (outcome && outcome.result < 0)
  return {
    cells: [`${step.index}`, time, step.manual],
    call: call + returned,
    note: step.note ?? '',
    kind: special ? '' : step.name,
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
    (row, i) => i > from && (row.kind !== kind || row.note !== ''),
  )
  return end < 0 ? rows.length : end
}

function ellipsis(count: number): Row {
  return { cells: ['', '', ''], call: `… ${count} more`, note: '', kind: '' }
}

/**
 * Print a program as JSON for other programs, one object for each step:
 * `{"step": 68, "call": "chroot(\"/srv/box\")", "syscall": "chroot", "manual":
 * "chroot(2)", "note": "From here on, …", "result": 0, "microseconds": 11}`.
 */
export function explainJson(
  program: Steps,
  outcomes: readonly Outcome[] = [],
): string {
  const results = resultsOf(outcomes)
  const steps = program.steps.map((step) => {
    const outcome = outcomes.find((outcome) => outcome.step === step.index)
    return {
      step: step.index,
      call: describe(step, results),
      syscall: step.name,
      manual: step.manual,
      note: step.note,
      result: outcome && Number(outcome.result),
      microseconds: outcome?.microseconds,
    }
  })
  return `${JSON.stringify({ steps }, null, 2)}\n`
}
