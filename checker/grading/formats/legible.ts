/**
 * Text of judged programs, made fit to travel: what a submission printed may hold
 * escape codes, half a surrogate pair, NUL, or ten megabytes of it. Terminals obey
 * the first, XML 1.0 forbids the second, databases behind learning platforms choke
 * on the third.
 */
import { UNPRINTABLE } from '../../text/printable.ts'

/** Characters of one text that a platform gets to see; a test has several. */
export const LONGEST = 2000
/** Pieces of evidence of one check, and things left behind. */
export const MOST = 12

/** U+2400 and the 31 after it: pictures of control characters. */
const PICTURES = 0x2400
const PICTURE_OF_DELETE = '\u2421'
const UNKNOWN = '\ufffd'

/** Text of several lines, bounded, in which `␛` stands where an escape was. */
export function legible(text: string, longest = LONGEST): string {
  return bounded(text, longest)
    .replace(/\r\n/g, '\n')
    .replace(UNPRINTABLE, pictureOf)
}

/** The same on one line. */
export function line(text: string, longest = LONGEST): string {
  return legible(text, longest).replace(/\s+/g, ' ').trim()
}

function pictureOf(character: string): string {
  if (character === '\n' || character === '\t') return character
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(PICTURES + code)
  return code === 0x7f ? PICTURE_OF_DELETE : UNKNOWN
}

/**
 * Both ends of a text that is too long, and how many characters are missing: it
 * begins with what was asked, and ends with why.
 */
function bounded(text: string, longest: number): string {
  if (text.length <= longest) return text
  const note = `\n[… ${text.length - longest} …]\n`
  const end = Math.floor(longest / 4)
  return text.slice(0, longest - end) + note + text.slice(-end)
}
