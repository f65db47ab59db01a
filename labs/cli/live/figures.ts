/** Numbers for people: at most three or four digits, and a unit where it matters. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** `41.2 MiB`, or `41.2 of 64 MiB`: both in the unit of the limit. */
export function bytes(
  value: number,
  limit = Number.POSITIVE_INFINITY,
  of: (value: string, limit: string) => string = (value) => value,
): string {
  const size = Number.isFinite(limit) && limit > 0 ? limit : value
  const power = Math.log2(Math.max(1, size)) / 10
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(power)))
  const inUnit = (amount: number) => digits(amount / 1024 ** unit)
  const name = UNITS[unit] ?? 'B'
  if (!Number.isFinite(limit)) return `${inUnit(value)} ${name}`
  return of(inUnit(value), `${inUnit(limit)} ${name}`)
}

/** `7.25` is `7.3`, `64` stays, `1234.5` is `1235`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = value < 100 ? Math.round(value * 10) / 10 : Math.round(value)
  return `${rounded}`
}
