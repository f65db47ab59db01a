import type { Diagnosis } from './diagnosis.ts'

// By the error itself: it is thrown on through code that knows of no doctor.
const found = new WeakMap<Error, Diagnosis>()

/** Keep what was found out about an error. */
export function noteDiagnosis(error: Error, diagnosis: Diagnosis): void {
  found.set(error, diagnosis)
}

/** What was found out about an error, or about what caused it. */
export function diagnosisOf(error: unknown): Diagnosis | undefined {
  if (!(error instanceof Error)) return undefined
  return found.get(error) ?? diagnosisOf(error.cause)
}
