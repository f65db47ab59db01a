/** What coming late costs: by the instructor's clock, in days that were begun. */

export interface LateRule {
  /** So long after the moment it was due it still counts as in time. */
  readonly graceMinutes: number
  /** Share of the points that each day begun costs, counted from that moment. */
  readonly perDay: number
  /** Share that is kept, however late it is. */
  readonly floor: number
}

/** How late, and the share of the points that counts. */
export interface Lateness {
  readonly minutes: number
  readonly kept: number
}

const MINUTE_MS = 60_000
const MINUTES_A_DAY = 24 * 60

/**
 * How late a submission is.
 *
 * @param due ISO date; `null` if it is never due.
 * @param submittedAt ISO date of when it arrived; `null` if nobody knows.
 * @returns `null` if it is in time, or nobody can tell.
 */
export function latenessOf(
  { graceMinutes, perDay, floor }: LateRule,
  due: string | null,
  submittedAt: string | null,
): Lateness | null {
  if (due === null || submittedAt === null) return null
  const ms = Date.parse(submittedAt) - Date.parse(due)
  if (ms <= 0) return null
  const minutes = Math.ceil(ms / MINUTE_MS)
  if (minutes <= graceMinutes) return { minutes, kept: 1 }
  const days = Math.ceil(minutes / MINUTES_A_DAY)
  return { minutes, kept: exact(Math.max(floor, 1 - days * perDay, 0)) }
}

/** 0.7, and not 0.7000000000000001. */
const exact = (share: number) => Math.round(share * 1e6) / 1e6
