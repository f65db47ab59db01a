/** What the page says, in the language of its reader. */
import type { Language, Verdict } from '#checker/check.ts'
import { fill, type Values } from '../../fill.ts'
import { PLAYGROUND_PAGE_MESSAGES } from '../../messages-playground.ts'

export type PageMessage = keyof typeof PLAYGROUND_PAGE_MESSAGES

export function say(
  language: Language,
  key: PageMessage,
  values: Values = {},
): string {
  return fill(PLAYGROUND_PAGE_MESSAGES[key][language], values)
}

/** `none`: the check has not looked yet. `awaited`: it is about to. */
export type Standing = Verdict | 'none' | 'awaited'

export const STANDING_NAMES: Readonly<Record<Standing, PageMessage>> = {
  pass: 'play.verdictPass',
  fail: 'play.verdictFail',
  blocked: 'play.verdictBlocked',
  error: 'play.verdictError',
  unsupported: 'play.verdictUnsupported',
  none: 'play.verdictNone',
  awaited: 'play.verdictAwaited',
}

/** So that nobody has to tell colours apart. */
export const SIGNS: Readonly<Record<Standing, string>> = {
  pass: '✓',
  fail: '✗',
  error: '!',
  blocked: '–',
  unsupported: '∅',
  none: '○',
  awaited: '◌',
}
