/**
 * The secret of a course: from it, every student gets parameters of their own, and
 * the same ones each time.
 *
 *     public checks    HMAC-SHA256(key, student \0 lab)
 *     hidden checks    HMAC-SHA256(key, "hidden" \0 student \0 lab)
 */
import { createHmac, randomBytes } from 'node:crypto'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { readPrivately } from '../read-privately.ts'

const LENGTH = 32

/** A new key, as it is written to its file. */
export const newKey = () => `${randomBytes(LENGTH).toString('hex')}\n`

/**
 * Read the key of a course.
 *
 * @param place Absolute path of a file, or `env:NAME`.
 * @throws {UsageError} If it is not there, open to others, or no key.
 */
export function readKey(io: Io, place: string): Buffer {
  const text = place.startsWith('env:')
    ? (io.env[place.slice('env:'.length)] ?? '')
    : keyFile(io, place)
  const key = Buffer.from(text.trim(), 'hex')
  if (key.length === LENGTH && text.trim().length === LENGTH * 2) return key
  throw new UsageError(say(io, 'grade.badKey', { place, digits: LENGTH * 2 }))
}

function keyFile(io: Io, path: string): string {
  const wrong = (key: 'grade.openKey' | 'grade.noKey', found: string) =>
    new UsageError(say(io, key, { path, found }))
  try {
    return readPrivately(path, (mode) => wrong('grade.openKey', mode))
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code = 'error' } = error as NodeJS.ErrnoException
    throw wrong('grade.noKey', code)
  }
}

/** Which checks parameters are drawn for. */
export type Draw = 'public' | 'hidden'

/**
 * The seed of a student in a lab.
 *
 * Neither part has a NUL in it, so no two students or labs share a text.
 */
export function seedOf(
  key: Buffer,
  { student, lab }: { readonly student: string; readonly lab: string },
  draw: Draw = 'public',
): string {
  const parts = [student, lab]
  const named = draw === 'public' ? parts : ['hidden', ...parts]
  return createHmac('sha256', key).update(named.join('\0')).digest('hex')
}
