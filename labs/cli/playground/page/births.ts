/** The picture of births, which shows what happened and not what is there. */
import type { Language } from '#checker/check.ts'
import { say } from './pictures/words.ts'

export { drawBirths } from './pictures/birth.ts'

export const BIRTH_PICTURE = {
  id: 'birth',
  title: (language: Language) => say(language, 'birth.title'),
} as const
