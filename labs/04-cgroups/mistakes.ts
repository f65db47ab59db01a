/**
 * Wrong edits of the reference, each as a student would make it, and the check
 * and diagnosis that have to answer. The gate tries every one.
 */
import { lifeMistakes } from './mistakes-life.ts'
import { limitsMistakes } from './mistakes-limits.ts'

export const mistakes = [...limitsMistakes, ...lifeMistakes]
