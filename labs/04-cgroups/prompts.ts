import type { Text } from '#checker/check.ts'
import { lifePrompts } from './prompts-life.ts'
import { limitsPrompts } from './prompts-limits.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  ...limitsPrompts,
  ...lifePrompts,
}
