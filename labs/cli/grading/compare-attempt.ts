/**
 * The student's own attempt beside ours. It is a claim: the key and the computer
 * are the student's. It counts for nothing; where it differs, somebody should look.
 */
import type { LabReport } from '#checker/check.ts'
import type { GradeRecord } from '#checker/grading/record.ts'
import { isSignatureValid, type SignedAttempt } from '../submission/attempt.ts'
import type { Manifest } from '../submission/manifest.ts'

/** Of a verdict there that is missing here. */
const NOT_JUDGED = 'not judged'

/**
 * Compare.
 *
 * @param report Of the public checks; `null` if there is none.
 * @returns `null` if no attempt was handed in.
 */
export function compareAttempt(
  { attempt: signed, tree, lab }: Manifest,
  report: LabReport | null,
): GradeRecord['attempt'] {
  if (signed === null) return null
  const { attempt } = signed
  const differences = [
    ...(attempt.lab === lab ? [] : [`it is of lab ${attempt.lab}`]),
    ...(attempt.tree === tree ? [] : ['it is of other files']),
    ...(report === null ? [] : verdictsThatDiffer(signed, report)),
  ]
  const { solved, caughtUp, hints } = attempt
  return {
    signature: isSignatureValid(signed) ? 'valid' : 'invalid',
    agrees: differences.length === 0,
    ...{ differences, solved, caughtUp, hints },
  }
}

/** `root.cwd: pass there, fail here`, in the order of the lab. */
function verdictsThatDiffer(
  { attempt: { verdicts } }: SignedAttempt,
  { checks }: LabReport,
): string[] {
  return checks.flatMap(({ id, verdict }) => {
    const there = Object.hasOwn(verdicts, id) ? verdicts[id] : NOT_JUDGED
    return there === verdict ? [] : [`${id}: ${there} there, ${verdict} here`]
  })
}
