/** One text for one value: what is hashed and signed must not depend on who wrote it. */

/**
 * JSON without blanks, the keys of every object in the order of their UTF-16
 * units. What JSON has no word for (`undefined`, `NaN`, a `Map`) is refused,
 * because two such values would have one text.
 *
 * @throws {TypeError} For a value that is not JSON.
 * @see RFC 8785, which differs only in how it writes numbers that we never have
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
    return `{${members.join(',')}}`
  }
  if (isScalar(value)) return JSON.stringify(value)
  throw new TypeError(`Expected JSON but found ${String(value)}`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || ['string', 'boolean'].includes(typeof value)
}
