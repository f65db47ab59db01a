/** What goes wrong; each is to be caught by its check, with its diagnosis. */
import type { Mistake } from '#checker/check.ts'
import { capabilitiesMistakes } from './mistakes-capabilities.ts'
import { crashMistakes } from './mistakes-crash.ts'
import { execMistakes } from './mistakes-exec.ts'
import { finaleMistakes } from './mistakes-finale.ts'
import { hooksMistakes } from './mistakes-hooks.ts'
import { lifecycleMistakes } from './mistakes-lifecycle.ts'
import { seccompMistakes } from './mistakes-seccomp.ts'
import { terminalMistakes } from './mistakes-terminal.ts'
import { userMistakes } from './mistakes-user.ts'

export const mistakes: readonly Mistake[] = [
  ...lifecycleMistakes,
  ...hooksMistakes,
  ...userMistakes,
  ...capabilitiesMistakes,
  ...seccompMistakes,
  ...terminalMistakes,
  ...execMistakes,
  ...crashMistakes,
  ...finaleMistakes,
]
