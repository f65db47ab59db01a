import type { Text } from '#checker/check.ts'

export const crashPrompts: Readonly<Record<string, Text>> = {}
