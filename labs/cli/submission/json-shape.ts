/**
 * Says what JSON has to look like, and reads it: what comes out is made anew of
 * the members that were asked for, and has no others.
 *
 * A reader is a function of a value and the JSON pointer to it (RFC 6901).
 */
import { SubmissionError } from './error.ts'

export type Reader<T> = (value: unknown, pointer: string) => T

/** Member → how to read it. */
export type Fields<T> = { readonly [Key in keyof T]: Reader<T[Key]> }

/** @throws {SubmissionError} MANIFEST_INVALID */
function refuse(pointer: string, wanted: string, value: unknown): never {
  const found = JSON.stringify(value) ?? String(value)
  throw new SubmissionError('MANIFEST_INVALID', {
    pointer: pointer || '/',
    wanted,
    found,
  })
}

function membersOf(value: unknown, pointer: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(pointer, 'an object', value)
  return new Map(Object.entries(value))
}

/** An object with exactly these members. */
export function shaped<T extends object>(fields: Fields<T>): Reader<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  return (value, pointer) => {
    const members = membersOf(value, pointer)
    const extra = [...members.keys()].find((key) => !Object.hasOwn(fields, key))
    if (extra !== undefined)
      refuse(pointer, `no member but ${names.join(', ')}`, extra)
    const read = names.map((name) => {
      const inside = `${pointer}/${name}`
      if (!members.has(name)) refuse(inside, 'a value', undefined)
      return [name, fields[name](members.get(name), inside)]
    })
    return Object.fromEntries(read) as T
  }
}

/** An object whose keys are names of one kind, at most so many. */
export function record<T>(
  key: Reader<string>,
  read: Reader<T>,
  most: number,
): Reader<Readonly<Record<string, T>>> {
  return (value, pointer) => {
    const members = [...membersOf(value, pointer)]
    if (members.length > most)
      refuse(pointer, `at most ${most} members`, members.length)
    return Object.fromEntries(
      members.map(([name, member]) => [
        key(name, pointer),
        read(member, `${pointer}/${name}`),
      ]),
    )
  }
}

/** A list of at most so many. */
export function listOf<T>(read: Reader<T>, most: number): Reader<readonly T[]> {
  return (value, pointer) => {
    if (!Array.isArray(value)) return refuse(pointer, 'a list', value)
    if (value.length > most)
      refuse(pointer, `at most ${most} items`, value.length)
    return value.map((item, index) => read(item, `${pointer}/${index}`))
  }
}

/** @param wanted What the pattern means, for whoever reads the error. */
export function matching(pattern: RegExp, wanted: string): Reader<string> {
  return (value, pointer) =>
    typeof value === 'string' && pattern.test(value)
      ? value
      : refuse(pointer, wanted, value)
}

export function oneOf<const T extends string>(...names: T[]): Reader<T> {
  const wanted = names.map((name) => `"${name}"`).join(', ')
  return (value, pointer) =>
    names.find((name) => name === value) ?? refuse(pointer, wanted, value)
}

export function wholeNumber(most: number): Reader<number> {
  return (value, pointer) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most
      ? Number(value)
      : refuse(pointer, `a whole number from 0 to ${most}`, value)
}

export const flag: Reader<boolean> = (value, pointer) =>
  typeof value === 'boolean' ? value : refuse(pointer, 'true or false', value)

/** As `toISOString` writes it, and of a day that there is. */
export const timestamp: Reader<string> = (value, pointer) => {
  const time = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isFinite(time.getTime()) && time.toISOString() === value
    ? time.toISOString()
    : refuse(pointer, 'a time as in "2026-11-22T10:00:00.000Z"', value)
}

export function nullOr<T>(read: Reader<T>): Reader<T | null> {
  return (value, pointer) => (value === null ? null : read(value, pointer))
}
