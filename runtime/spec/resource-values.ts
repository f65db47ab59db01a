// How limits are written. For most of them 0 says nothing, as a program in Go
// writes what it leaves out, and -1 says that there is to be no limit.
import type { JsonValue } from './json-value.ts'

/** A member that may be absent. */
export function optional<T>(
  member: JsonValue,
  read: (member: JsonValue) => T,
): T | undefined {
  return member.present ? read(member) : undefined
}

/** Only those members that are there. */
export function some<T extends object>(
  members: {
    [name in keyof T]: T[name] | undefined
  },
): T {
  const entries = Object.entries(members)
  return Object.fromEntries(entries.filter(([, v]) => v !== undefined)) as T
}

/** A limit: -1 for none, undefined for 0. @throws {SpecError} */
export function limit(value: JsonValue): number | undefined {
  return value.value === -1 ? -1 : ceiling(value) || undefined
}

/** A limit that may be 0; -1 for one that no machine can reach. */
export function ceiling(value: JsonValue): number {
  // 2^64 - 1 is how "no limit" is told elsewhere. JavaScript has made 2^64 of
  // it, of which the kernel would keep the lower 64 bits: none.
  const { value: number } = value
  if (typeof number === 'number' && number > Number.MAX_SAFE_INTEGER) return -1
  return amount(value)
}

/** A whole number that is not negative. @throws {SpecError} */
export function amount(value: JsonValue): number {
  const number = value.value
  if (Number.isSafeInteger(number) && (number as number) >= 0)
    return number as number
  value.fail('a whole number that is not negative')
}

/** A number where 0 says nothing. @throws {SpecError} */
export function positive(value: JsonValue): number | undefined {
  return amount(value) || undefined
}

/** Text of a certain form, where empty text says nothing. @throws {SpecError} */
export function textLike(
  value: JsonValue,
  form: RegExp,
  wanted: string,
): string | undefined {
  const text = value.text(wanted)
  return text === '' || form.test(text) ? text || undefined : value.fail(wanted)
}

/**
 * Refuse members that cannot be obeyed, unless they ask for nothing.
 *
 * @throws {SpecError} Naming the first of them.
 */
export function refuse(
  object: JsonValue,
  names: readonly string[],
  why: string,
): void {
  for (const name of names) {
    const member = object.at(name)
    if (!asksNothing(member.value)) member.fail(`absent or empty: ${why}`)
  }
}

function asksNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  if (value === 0 || value === -1 || value === '') return true
  return typeof value === 'object' && Object.values(value).every(asksNothing)
}
