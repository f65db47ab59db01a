import type { Facts } from './facts.ts'
import type { Failure } from './failure.ts'

/** Where a piece of evidence is from. */
export type Source = 'kernel' | 'table' | 'file'

/** One thing that was seen, quoted. */
export interface Evidence {
  readonly source: Source
  readonly text: string
}

/** Why a call failed in this very case. */
export interface Diagnosis {
  /** A name for tests and lessons: `PIVOT_ROOT_SHARED`. */
  readonly code: string
  /** At least one; without evidence there is no diagnosis. */
  readonly evidence: readonly Evidence[]
  /** The rule of the kernel that was met. */
  readonly because: string
  readonly fix: string
  /** Manual pages, with the section that says it best. */
  readonly docs: readonly string[]
}

/** Errors of calls that one question is asked about. */
export interface Rule {
  readonly syscalls: readonly string[]
  readonly codes: readonly string[]
  /** Answer, or say nothing: a rule that cannot prove its answer is silent. */
  readonly look: (failure: Failure, facts: Facts) => Diagnosis | undefined
}

export const kernel = (text: string): Evidence => ({ source: 'kernel', text })
export const table = (text: string): Evidence => ({ source: 'table', text })
export const file = (text: string): Evidence => ({ source: 'file', text })
