/** Names that strangers give themselves, made fit to stand in a table. */
import { LIMITS } from './limits.ts'

/**
 * A name without what is not seen: line breaks, changes of direction, characters
 * without width, towers of accents.
 *
 * @returns `null` if nothing is left of it.
 */
export function tidyName(text: string): string | null {
  const seen = text
    .slice(0, LIMITS.nameCharacters * 8)
    .normalize('NFC')
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(/[\p{C}\u2800\u3164\u115f\u1160\uffa0]/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim()
  const name = [...seen].slice(0, LIMITS.nameCharacters).join('').trim()
  return name === '' ? null : name
}

/** That name, or with a number if somebody has it: `Ann`, `Ann 2`, `Ann 3`. */
export function freeName(name: string, taken: readonly string[]): string {
  const others = new Set(taken.map(looks))
  if (!others.has(looks(name))) return name
  for (let number = 2; ; number++) {
    const numbered = `${name} ${number}`
    if (!others.has(looks(numbered))) return numbered
  }
}

/** The same for names that are read alike. */
const looks = (name: string) => name.normalize('NFKC').toLowerCase()
