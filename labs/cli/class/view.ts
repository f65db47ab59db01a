/** How one lab stands in the class, as the page is sent it. */
import { checksOf, type Lab } from '#checker/lab.ts'
import type { ClassView, Finding, Row, StuckGroup, Sums } from './feed.ts'
import type { Student } from './register.ts'
import type { ClassStore } from './store.ts'
import { stuckGroups } from './stuck.ts'

export interface ViewOptions {
  readonly labs: readonly Lab[]
  readonly lab: Lab
  readonly joinLine: string
  /** Whether people may be told apart: not in front of all of them. */
  readonly withPeople: boolean
}

export function viewOf(store: ClassStore, options: ViewOptions): ClassView {
  const { labs, lab, joinLine, withPeople } = options
  const { students } = store.register
  const rows = rowsOf(students, lab)
  const stuck = stuckGroups(students, lab, store.now)
  return {
    lab: headsOf(lab),
    labs: labs.map(({ id, title }) => ({ id, title })),
    joinLine,
    isKept: store.isKept,
    people: students.length,
    rows: withPeople ? rows : [],
    sums: checksOf(lab).map((_, at) => sumsOf(rows, at)),
    stuck: withPeople ? stuck : stuck.map(withoutPeople),
  }
}

const headsOf = (lab: Lab) => ({
  id: lab.id,
  title: lab.title,
  checks: checksOf(lab).map(({ id, title }) => ({ id, title })),
})

/** By name, as people look for themselves. */
function rowsOf(students: readonly Student[], { id, ...lab }: Lab): Row[] {
  const checks = lab.steps.flatMap((step) => step.checks)
  return students
    .map(({ name, labs }) => {
      const results = labs.get(id)?.results ?? new Map<string, Finding>()
      return { name, cells: checks.map((it) => results.get(it.id) ?? null) }
    })
    .sort((a, b) => BY_NAME.compare(a.name, b.name))
}

const BY_NAME = new Intl.Collator('en', { numeric: true })

function sumsOf(rows: readonly Row[], at: number): Sums {
  const sums: { -readonly [Key in keyof Sums]: Sums[Key] } = {}
  for (const { cells } of rows) {
    const [verdict] = cells[at] ?? []
    if (verdict !== undefined) sums[verdict] = (sums[verdict] ?? 0) + 1
  }
  return sums
}

const withoutPeople = (group: StuckGroup): StuckGroup => ({
  ...group,
  people: [],
})
