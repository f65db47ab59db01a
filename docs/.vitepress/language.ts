import { sep } from 'node:path'

/** The languages of the site. English lies at the root, Chinese below `zh/`. */
export type Language = 'en' | 'zh'

export const LANGUAGES: readonly Language[] = ['en', 'zh']

/** What the addresses of a language begin with. */
export const PREFIX: Readonly<Record<Language, string>> = { en: '', zh: '/zh' }

/** The language of a page, by the path of its file below docs/. */
export function languageOf(path: string): Language {
  return path.split(sep)[0] === 'zh' ? 'zh' : 'en'
}
