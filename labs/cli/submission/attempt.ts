/**
 * What the student's own computer found, signed so that it cannot be changed on
 * the way without notice.
 *
 * A signature proves which key vouches for it and nothing more: the key is the
 * student's, and so is the computer. It is a claim that grading compares with
 * what it finds itself.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { LabReport, Verdict } from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { sha256 } from '../sha256.ts'
import type { AttemptFacts } from '../state.ts'
import { canonicalJson } from './canonical-json.ts'

export interface Attempt {
  /** Of the files that were judged; another one than the manifest's if they changed since. */
  readonly tree: string
  readonly lab: string
  readonly seed: string
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** SHA-256 of the canonical JSON of the report's evidence: `evidenceDigest`. */
  readonly evidence: string
  /** When it was judged. */
  readonly at: string
  /** `labs solve` wrote the reference over this lab, or over a later one. */
  readonly solved: boolean
  /** Regions of this lab that the reference filled. */
  readonly caughtUp: readonly string[]
  /** How many hints were given. */
  readonly hints: number
}

export interface SignedAttempt {
  readonly attempt: Attempt
  /** Ed25519, SPKI in DER, base64. */
  readonly publicKey: string
  /** Over the canonical JSON of `attempt`, base64. */
  readonly signature: string
}

/**
 * What a report adds to the student's record, if it says something of the whole
 * lab: all of its checks ran, and none of them broke.
 *
 * @param tree Hash of the files that were judged; `null` if nobody can tell.
 */
export function attemptFacts(
  lab: Lab,
  report: LabReport,
  tree: string | null,
): AttemptFacts | null {
  const ran = new Set(report.checks.map(({ id }) => id))
  const isWhole = checksOf(lab).every(({ id }) => ran.has(id))
  if (tree === null || !isWhole || !report.gradable) return null
  return {
    ...{ tree, seed: report.seed, at: report.startedAt },
    verdicts: Object.fromEntries(
      report.checks.map(({ id, verdict }) => [id, verdict]),
    ),
    evidence: evidenceDigest(report),
  }
}

/** Of `{"<check>": {"<path>": "<text read there>", …}, …}`. */
export function evidenceDigest({ checks }: LabReport): string {
  return sha256(
    canonicalJson(
      Object.fromEntries(checks.map(({ id, evidence }) => [id, evidence])),
    ),
  )
}

/** @param key An Ed25519 private key. */
export function signAttempt(attempt: Attempt, key: KeyObject): SignedAttempt {
  const signature = sign(null, signedBytes(attempt), key)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return {
    attempt,
    publicKey: publicKey.toString('base64'),
    signature: signature.toString('base64'),
  }
}

/** Whether the key that comes along signed this very attempt. */
export function isSignatureValid(signed: SignedAttempt): boolean {
  const key = ed25519Key(Buffer.from(signed.publicKey, 'base64'))
  if (key === null) return false
  const signature = Buffer.from(signed.signature, 'base64')
  return verify(null, signedBytes(signed.attempt), key, signature)
}

const signedBytes = (attempt: Attempt) => Buffer.from(canonicalJson(attempt))

function ed25519Key(spki: Buffer): KeyObject | null {
  try {
    const key = createPublicKey({ key: spki, type: 'spki', format: 'der' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    // OpenSSL has a dozen codes for bytes that are no key.
    return null
  }
}
