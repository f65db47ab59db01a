/**
 * Attempts of several students that one key signed. Each student has a key of their
 * own, made on their computer; so they share a computer, or one of them made the
 * attempt of the other. Which of it is so, nobody but they can tell.
 */
import type { SharedKey } from '#checker/grading/record.ts'
import { isSignatureValid } from '../submission/attempt.ts'
import type { Manifest } from '../submission/manifest.ts'
import type { HandIn } from './collect.ts'

export type { SharedKey }

/** The key of an attempt. Only its owner can sign, so without that it tells nothing. */
export function keyOf({ attempt }: Manifest): { readonly key?: string } {
  if (attempt === null || !isSignatureValid(attempt)) return {}
  // Base64 can be written in several ways.
  const bytes = Buffer.from(attempt.publicKey, 'base64')
  return { key: bytes.toString('base64') }
}

/** Keys of more than one student, with all who have them, sorted. */
export function sharedKeysOf(
  handIns: readonly Pick<HandIn, 'student' | 'key'>[],
): SharedKey[] {
  const owners = new Map<string, Set<string>>()
  for (const { student, key } of handIns) {
    if (key === undefined) continue
    owners.set(key, (owners.get(key) ?? new Set()).add(student))
  }
  return [...owners]
    .map(([publicKey, students]) => ({
      publicKey,
      students: [...students].sort(),
    }))
    .filter(({ students }) => students.length > 1)
    .sort((a, b) => (a.students.join() < b.students.join() ? -1 : 1))
}
