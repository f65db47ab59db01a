/**
 * Wrong edits of the reference, each as a student would make it, and the check
 * and diagnosis that have to answer. The gate tries every one.
 */
import type { Mistake } from '#checker/check.ts'
import { identityMistakes } from './mistakes-identity.ts'
import { namespaceMistakes } from './mistakes-namespaces.ts'

export const mistakes: readonly Mistake[] = [
  ...namespaceMistakes,
  ...identityMistakes,
]
