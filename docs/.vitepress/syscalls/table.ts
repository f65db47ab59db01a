/** A birth as rows of a table, with what is all alike left out. */
import type { Explained, ExplainedCall } from './explain.ts'

export interface Row {
  readonly who: 'parent' | 'birth' | 'child'
  /** Number of the step, as in the terminal. */
  readonly step?: number
  readonly call: string
  /** Said above the call: what it is for, where to read. */
  readonly notes: readonly string[]
  /** So many more like it follow, and are not shown. */
  readonly more?: number
}

/** More than so many alike are shown as the first of them. */
const MANY = 3

/** All calls of a birth, in order. */
export function rowsOf({ parent = [], birth, steps }: Explained): Row[] {
  const before = parent.map((call) => rowOf('parent', call))
  const born = birth === undefined ? [] : [rowOf('birth', birth)]
  return [...before, ...born, ...folded(steps)]
}

function rowOf(
  who: Row['who'],
  { step, call, note, section }: ExplainedCall,
): Row {
  const notes = [note, section && `see ${section}`].filter(
    (text) => text !== undefined,
  )
  return { who, ...(step !== undefined && { step }), call, notes }
}

function folded(steps: readonly ExplainedCall[]): Row[] {
  const told = new Set<string>()
  const rows: Row[] = []
  for (let from = 0; from < steps.length; ) {
    const alike = countAlike(steps, from)
    const first = steps[from] as ExplainedCall
    const { section, ...rest } = first
    const isNew = section !== undefined && !told.has(section)
    if (isNew) told.add(section)
    const row = rowOf('child', isNew ? first : rest)
    rows.push(alike > MANY ? { ...row, more: alike - 1 } : row)
    from += alike > MANY ? alike : 1
  }
  return rows
}

/** How many steps from here on are the same call, nothing said of the later ones. */
function countAlike(steps: readonly ExplainedCall[], from: number): number {
  const { syscall } = steps[from] as ExplainedCall
  const end = steps.findIndex(
    (step, index) =>
      index > from && (step.syscall !== syscall || step.note !== undefined),
  )
  return (end < 0 ? steps.length : end) - from
}
