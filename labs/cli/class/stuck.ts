/**
 * Who is stuck. Of a student's checks the first that is red is what they work on,
 * and if it was red for the same reason ten minutes ago, they got nowhere since.
 * Whoever has not been heard of for longer than a break has left the room.
 */
import type { Text } from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import type { Finding, StuckGroup } from './feed.ts'
import type { Student } from './register.ts'
import { STUCK_MINUTES } from './stuck-minutes.ts'

const MINUTE_MS = 60_000

/** Nothing heard for so long: gone. */
const AWAY_MINUTES = 30

export interface Focus {
  readonly check: string
  readonly diagnosis: string | null
  /** When it became red for this reason, in milliseconds. */
  readonly since: number
}

/** What a student works on now, and since when. */
export function focusAfter(
  before: Focus | null,
  results: ReadonlyMap<string, Finding>,
  order: readonly string[],
  at: number,
): Focus | null {
  const check = order.find((id) => results.get(id)?.[0] === 'fail')
  if (check === undefined) return null
  const diagnosis = results.get(check)?.[1] ?? null
  const isSame = before?.check === check && before.diagnosis === diagnosis
  return isSame ? before : { check, diagnosis, since: at }
}

/** The students who are stuck in a lab, by what they are stuck on; most first. */
export function stuckGroups(
  students: readonly Student[],
  lab: Lab,
  now: number,
): StuckGroup[] {
  const groups = new Map<string, { focus: Focus; people: Stuck[] }>()
  for (const { name, focus } of stuckIn(students, lab.id, now)) {
    const key = focus.diagnosis ?? focus.check
    const group = groups.get(key) ?? { focus, people: [] }
    group.people.push({ name, focus })
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ focus, people }) => groupOf(lab, focus, people, now))
    .sort((a, b) => b.count - a.count)
}

interface Stuck {
  readonly name: string
  readonly focus: Focus
}

function stuckIn(
  students: readonly Student[],
  lab: string,
  now: number,
): Stuck[] {
  return students.flatMap(({ name, labs }) => {
    const work = labs.get(lab)
    if (!work?.focus || minutes(work.heardAt, now) >= AWAY_MINUTES) return []
    const { focus } = work
    return minutes(focus.since, now) >= STUCK_MINUTES ? [{ name, focus }] : []
  })
}

function groupOf(
  lab: Lab,
  { check, diagnosis }: Focus,
  people: readonly Stuck[],
  now: number,
): StuckGroup {
  return {
    diagnosis,
    check,
    title: titleOf(lab, check, diagnosis),
    count: people.length,
    people: people
      .toSorted((a, b) => a.focus.since - b.focus.since)
      .map(({ name, focus }) => ({ name, minutes: minutes(focus.since, now) })),
  }
}

function titleOf(lab: Lab, id: string, diagnosis: string | null): Text {
  const known = lab.diagnoses[diagnosis ?? '']
  if (known !== undefined) return known.title
  const check = checksOf(lab).find((check) => check.id === id)
  return check?.title ?? { en: id, zh: id }
}

const minutes = (from: number, to: number) =>
  Math.floor((to - from) / MINUTE_MS)
