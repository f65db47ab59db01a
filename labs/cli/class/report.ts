/**
 * Verdicts on their way to the class, after a check. Nothing else goes: no code, no
 * evidence, no output. Whether it arrives changes nothing for the student.
 */
import type { LabReport } from '#checker/check.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { readMembership } from './membership.ts'
import { ClassError, post } from './post.ts'

/** Nobody is to wait for it who has waited for a check. */
const TIMEOUT_MS = 800

/** All that the class is told of a run. */
export function verdictsOf({ lab, checks }: LabReport) {
  return {
    lab,
    results: checks.map(({ id, verdict, diagnosis }) => ({
      check: id,
      verdict,
      diagnosis,
    })),
  }
}

/** Tell the class, if one was joined, and say in one line whether it heard. */
export async function tellClass(
  io: Io,
  root: string,
  report: LabReport,
): Promise<void> {
  const membership = readMembership(root)
  if (membership === null) return
  const { url, name, secret } = membership
  const { signal } = io
  const to = { url: `${url}/api/report`, secret, timeoutMs: TIMEOUT_MS, signal }
  const line = await post(to, verdictsOf(report)).then(
    () => say(io, 'join.told', { url, name }),
    (error: unknown) => say(io, missedBy(error), { url }),
  )
  if (!signal.aborted) io.err.write(`${io.color.dim(line)}\n`)
}

const missedBy = (error: unknown) =>
  error instanceof ClassError && error.reason === 'unknown'
    ? 'join.forgotten'
    : 'join.notTold'
