import type { Text } from '#checker/check.ts'
import { linkPrompts } from './prompts-links.ts'
import { modesPrompts } from './prompts-modes.ts'
import { planPrompts } from './prompts-plan.ts'
import { rulePrompts } from './prompts-rules.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  ...linkPrompts,
  ...planPrompts,
  ...rulePrompts,
  ...modesPrompts,
}
