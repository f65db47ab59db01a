/** What goes wrong; each is to be caught by its check, with its diagnosis. */
import type { Mistake } from '#checker/check.ts'
import { endMistakes } from './mistakes-end.ts'
import { linkMistakes } from './mistakes-links.ts'
import { modesMistakes } from './mistakes-modes.ts'
import { planMistakes } from './mistakes-plan.ts'
import { ruleMistakes } from './mistakes-rules.ts'

export const mistakes: readonly Mistake[] = [
  ...linkMistakes,
  ...planMistakes,
  ...ruleMistakes,
  ...modesMistakes,
  ...endMistakes,
]
