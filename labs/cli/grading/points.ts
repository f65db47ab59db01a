/**
 * What the checks of a lab count in a course: the lab's own points, or others, and
 * all together what the course says the lab is worth.
 *
 * Counted in hundredths, so that what the parts are worth adds up to the whole
 * exactly, in every gradebook.
 */
import type { CheckResult, LabReport } from '#checker/check.ts'

export interface PointsRule {
  /** What all checks are worth together; `null` for what they add up to. */
  readonly points: number | null
  /** Id of a check → points, where they differ from the lab's own. */
  readonly checks: Readonly<Record<string, number>>
}

/** Reports in which checks have the points that a course gives them. */
export function weigh<T extends readonly LabReport[]>(
  { points, checks }: PointsRule,
  reports: T,
): T {
  const all = reports.flatMap((report) => report.checks)
  const weights = all.map(({ id, maxPoints }) => checks[id] ?? maxPoints)
  const worth = points === null ? weights : shares(weights, points)
  const next = worth.values()
  return reports.map((report) => {
    const weighed = report.checks.map((check) =>
      worthOf(check, next.next().value ?? 0),
    )
    return { ...report, checks: weighed, ...sumsOf(weighed) }
  }) as unknown as T
}

function worthOf(check: CheckResult, maxPoints: number): CheckResult {
  return {
    ...check,
    maxPoints,
    points: check.verdict === 'pass' ? maxPoints : 0,
  }
}

function sumsOf(checks: readonly CheckResult[]) {
  const sum = (points: (check: CheckResult) => number) =>
    checks.reduce((total, check) => total + Math.round(points(check) * 100), 0)
  return {
    score: sum(({ points }) => points) / 100,
    maxScore: sum(({ maxPoints }) => maxPoints) / 100,
  }
}

/**
 * A total handed out by weight: first whole hundredths, then those that are left
 * to whom most was cut off, the earlier one first.
 */
export function shares(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const wanted = weights.map((weight) => (weight / sum) * total * 100)
  const given = wanted.map(Math.floor)
  const left =
    Math.round(total * 100) - given.reduce((all, part) => all + part, 0)
  const lost = wanted.map((part, index) => part - (given[index] ?? 0))
  const order = [...lost.keys()].sort(
    (a, b) => (lost[b] ?? 0) - (lost[a] ?? 0) || a - b,
  )
  for (const index of order.slice(0, left))
    given[index] = (given[index] ?? 0) + 1
  return given.map((part) => part / 100)
}
