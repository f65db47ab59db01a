/**
 * Secrets that say who may ask. They stand behind the `#` of an address, which
 * browsers send to nobody, and travel as `Authorization: Bearer`, which nobody logs.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 24

/** A secret that only programs see: 192 bits, in characters that an address may have. */
export const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url')

/** Digits and letters that are not taken for one another. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const GROUPS = 4
const GROUP_LENGTH = 4

/** A secret that people copy from a wall: 80 bits, `k3fd-9x2m-04tw-q8cz`. */
export function newSpokenSecret(): string {
  const letters = [...randomBytes(GROUPS * GROUP_LENGTH)].map(
    (byte) => LETTERS[byte % LETTERS.length],
  )
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-')
}

/** Compare in a time that does not tell how much was right. */
export function isSecret(given: string | null, wanted: string): boolean {
  if (given === null) return false
  const [a, b] = [given, wanted].map((text) =>
    createHash('sha256').update(text).digest(),
  )
  return timingSafeEqual(a as Buffer, b as Buffer)
}

/** The secret in an `Authorization` header, if it is of that kind. */
export function bearerOf(header: string | undefined): string | null {
  const [, secret = null] =
    /^Bearer ([\w.~+/-]{1,200})$/.exec(header ?? '') ?? []
  return secret
}
