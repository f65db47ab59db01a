/**
 * What grading says of a submission, and of a class.
 *
 * A record is the only thing that grading writes; every format that a learning
 * platform wants is a projection of it (formats/), and schema/ is its JSON schema.
 */
import type { CheckResult, LabReport } from '../check.ts'

/** A check of a graded lab. */
export interface GradedCheck extends CheckResult {
  readonly visibility: 'public' | 'hidden'
}

/** What became of one submission. Written to disk as it stands: `labs.grade/v1`. */
export interface GradeRecord {
  readonly schema: 'labs.grade/v1'
  /** Opaque: `[A-Za-z0-9._@+-]{1,64}`, no leading dot. */
  readonly student: string
  /** `04-cgroups` */
  readonly lab: string
  readonly submission: {
    readonly file: string
    readonly sha256: string
    readonly tree: string | null
    readonly submittedAt: string | null
  }
  /**
   *     graded      the score counts
   *     rejected    the submission itself is no good: 0 points
   *     ungradable  the kit broke: there is no grade yet, and `score` says nothing
   */
  readonly status: 'graded' | 'rejected' | 'ungradable'
  readonly reason: string | null
  /** Before what lateness costs. */
  readonly rawScore: number
  /** After it. */
  readonly score: number
  readonly maxScore: number
  /** `kept`: the share, 0 to 1, of the points that counts. */
  readonly late: { readonly minutes: number; readonly kept: number } | null
  readonly checks: readonly GradedCheck[]
  readonly leftovers: readonly string[]
  /** The student's own signed attempt against ours; null: none was handed in. */
  readonly attempt: {
    readonly signature: 'valid' | 'invalid'
    readonly agrees: boolean
    readonly differences: readonly string[]
    readonly solved: boolean
    readonly caughtUp: readonly string[]
    readonly hints: number
  } | null
  /** Of the public checks: HMAC(course key, student, lab). */
  readonly seed: string
  readonly vm: LabReport['vm'] | null
  readonly gradedAt: string
  readonly durationMs: number
  /** Version of the kit. */
  readonly kit: string
}

/** The grades of a class, as far as they are known. */
export interface GradeBook {
  readonly schema: 'labs.grades/v1'
  readonly course: string
  readonly records: readonly GradeRecord[]
  /** Missing where no two students signed with the same key. */
  readonly sharedKeys?: readonly SharedKey[]
}

/** A key that signed attempts of several students. */
export interface SharedKey {
  /** Ed25519, SPKI in DER, base64. */
  readonly publicKey: string
  readonly students: readonly string[]
}
