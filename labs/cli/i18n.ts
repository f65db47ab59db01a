/** Which language to speak, and how to say a message of the catalogue in it. */
import type { Language, Text } from '#checker/check.ts'
import { fill, type Values } from './fill.ts'
import { MESSAGES, type MessageKey } from './messages.ts'

export const LANGUAGES: readonly Language[] = ['en', 'zh']

/**
 * The language a person wants: an explicit choice, LABS_LANG, or the locale.
 *
 * @param choice Value of `--lang`, already checked.
 * @see locale(7)
 */
export function languageOf(
  env: Readonly<Record<string, string | undefined>>,
  choice?: string,
): Language {
  const wanted =
    choice || env.LABS_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return /^(zh|cmn)\b|^zh[_-]|^chinese/i.test(wanted) ? 'zh' : 'en'
}

export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text)
}

/** A message of the catalogue, its `{names}` replaced by values. */
export function say(
  { language }: { readonly language: Language },
  key: MessageKey,
  values: Values = {},
): string {
  return fill(MESSAGES[key][language], values)
}

/** A text of a lab in the language of the reader. */
export function localized(
  { language }: { readonly language: Language },
  text: Text,
): string {
  return text[language]
}
