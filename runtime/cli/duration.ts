import { UsageError } from '../errors.ts'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g

/**
 * Read a length of time as runc, and Go, write it: `500ms`, `5s`, `1m30s`.
 *
 * @throws {UsageError} If it is none, or none at all.
 */
export function milliseconds(text: string): number {
  const parts = DURATION.test(text) ? [...text.matchAll(PART)] : []
  const total = parts.reduce((sum, [, count, unit]) => {
    return sum + Number(count) * UNITS[unit as keyof typeof UNITS]
  }, 0)
  if (total >= 1) return total
  throw new UsageError(
    `Expected a duration such as "5s" or "500ms" but found "${text}"`,
  )
}
