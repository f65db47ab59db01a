/** What the page says, in the language of its reader. */
import type { Language } from '#checker/check.ts'
import { fill, type Values } from '../../fill.ts'
import { NOTES_MESSAGES } from '../../messages-demo.ts'

export type NotesMessage = keyof typeof NOTES_MESSAGES

export function say(
  language: Language,
  key: NotesMessage,
  values: Values = {},
): string {
  return fill(NOTES_MESSAGES[key][language], values)
}
