/** What grading again changed, for each student and check. */
import type { GradeRecord } from '#checker/grading/record.ts'

/**
 * How a record differs from the one before it: what a student would ask about.
 *
 *     score: 30 of 36 → 33 of 36
 *     root.cwd: fail (CHDIR_FORGOTTEN) → pass
 *
 * @returns No line if nothing does.
 */
export function changesOf(before: GradeRecord, after: GradeRecord): string[] {
  const facts: readonly [string, (record: GradeRecord) => string][] = [
    ['status', ({ status }) => status],
    ['score', ({ score, maxScore }) => `${score} of ${maxScore}`],
    ['late', ({ late }) => (late ? `${late.minutes} min` : 'in time')],
  ]
  const ids = [...before.checks, ...after.checks].map(({ id }) => id)
  return [
    ...facts.flatMap(([name, of]) => change(name, of(before), of(after))),
    ...[...new Set(ids)].flatMap((id) =>
      change(id, verdictIn(before, id), verdictIn(after, id)),
    ),
  ]
}

const change = (name: string, before: string, after: string) =>
  before === after ? [] : [`${name}: ${before} → ${after}`]

function verdictIn({ checks }: GradeRecord, id: string): string {
  const check = checks.find((check) => check.id === id)
  if (check === undefined) return '-'
  const { verdict, diagnosis, points, maxPoints } = check
  const why = diagnosis === null ? '' : ` (${diagnosis})`
  const isPartial = points !== 0 && points !== maxPoints
  return `${verdict}${why}${isPartial ? ` ${points} of ${maxPoints}` : ''}`
}
