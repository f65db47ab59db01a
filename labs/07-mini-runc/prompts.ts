import type { Text } from '#checker/check.ts'
import { capabilitiesPrompts } from './prompts-capabilities.ts'
import { crashPrompts } from './prompts-crash.ts'
import { execPrompts } from './prompts-exec.ts'
import { hooksPrompts } from './prompts-hooks.ts'
import { lifecyclePrompts } from './prompts-lifecycle.ts'
import { seccompPrompts } from './prompts-seccomp.ts'
import { terminalPrompts } from './prompts-terminal.ts'
import { userPrompts } from './prompts-user.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  ...lifecyclePrompts,
  ...hooksPrompts,
  ...userPrompts,
  ...capabilitiesPrompts,
  ...seccompPrompts,
  ...terminalPrompts,
  ...execPrompts,
  ...crashPrompts,
}
