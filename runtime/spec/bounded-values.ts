import type { JsonValue } from './json-value.ts'

/** One of these words. @throws {SpecError} */
export function oneOf<Word extends string>(
  member: JsonValue,
  words: readonly Word[],
): Word {
  const wanted = `one of ${words.map((word) => `"${word}"`).join(', ')}`
  const text = member.text(wanted)
  return words.find((word) => word === text) ?? member.fail(wanted)
}

/** A whole number, these two included. @throws {SpecError} */
export function within(
  member: JsonValue,
  lowest: number,
  highest: number,
): number {
  const { value } = member
  const isWhole = typeof value === 'number' && Number.isInteger(value)
  if (isWhole && lowest <= value && value <= highest) return value
  member.fail(`a whole number from ${lowest} to ${highest}`)
}
