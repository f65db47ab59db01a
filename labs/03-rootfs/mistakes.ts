/**
 * Wrong edits of the reference, each as a student would make it, and the check
 * and diagnosis that have to answer. The gate tries every one.
 */
import { mountMistakes } from './mistakes-mounts.ts'
import { rootMistakes } from './mistakes-root.ts'

export const mistakes = [...rootMistakes, ...mountMistakes]
