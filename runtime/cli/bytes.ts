import { UsageError } from '../errors.ts'

const UNITS = 'kmgtp'

/**
 * Read an amount of memory as runc takes it: `-1` for no limit, `67108864`,
 * `64m`, `1.5GiB`. Units are powers of 1024, whatever they are called.
 *
 * @throws {UsageError} If it is none.
 */
export function bytes(text: string): number {
  if (text === '-1') return -1
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?) ?([${UNITS}]?)(?:i?b)?$`, 'i')
  const [, count, unit = ''] = pattern.exec(text) ?? []
  if (count !== undefined) {
    const power = unit === '' ? 0 : UNITS.indexOf(unit.toLowerCase()) + 1
    return Math.floor(Number(count) * 1024 ** power)
  }
  throw new UsageError(
    `Expected an amount of memory such as "64m" or -1 but found "${text}"`,
  )
}
