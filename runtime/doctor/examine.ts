// Looks at a failure while there is something to see: a process that failed
// waits for that, and then it ends.
import { diagnose } from './diagnose.ts'
import { noteDiagnosis } from './diagnoses.ts'
import { failureOf } from './failure.ts'
import { readFacts } from './read-facts.ts'

/**
 * Find out why a call failed; `diagnosisOf` tells later.
 *
 * It must not make matters worse: whatever it cannot read, it does not know.
 *
 * @param pid The process that made the call; without it, this one.
 */
export function examine(error: Error, pid?: number): void {
  const failure = failureOf(error)
  // Of a child that has ended there is nothing to see, and we are not it.
  if (!failure || failure.isOwn !== (pid === undefined)) return
  const diagnosis = diagnose(failure, readFacts(failure, pid))
  if (diagnosis) noteDiagnosis(error, diagnosis)
}
