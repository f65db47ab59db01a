/** What the page says, in the language of its reader. */
import type { Language, Verdict } from '#checker/check.ts'
import { fill, type Values } from '../../fill.ts'
import { PAGE_MESSAGES } from '../../messages-class.ts'

export type PageMessage = keyof typeof PAGE_MESSAGES

/** `none`: the check has not looked yet. */
export type Standing = Verdict | 'none'

/** In the order in which they are counted up. */
export const STANDINGS: readonly Standing[] = [
  'pass',
  'fail',
  'error',
  'blocked',
  'unsupported',
  'none',
]

const NAMES: Readonly<Record<Standing, PageMessage>> = {
  pass: 'page.pass',
  fail: 'page.fail',
  error: 'page.error',
  blocked: 'page.blocked',
  unsupported: 'page.unsupported',
  none: 'page.none',
}

/** So that nobody has to tell colours apart. */
export const SIGNS: Readonly<Record<Standing, string>> = {
  pass: '✓',
  fail: '✗',
  error: '!',
  blocked: '–',
  unsupported: '∅',
  none: '·',
}

export function say(
  language: Language,
  key: PageMessage,
  values: Values = {},
): string {
  return fill(PAGE_MESSAGES[key][language], values)
}

export const standingName = (language: Language, standing: Standing) =>
  say(language, NAMES[standing])

export const studentCount = (language: Language, count: number) =>
  say(language, count === 1 ? 'page.student' : 'page.students', { count })
