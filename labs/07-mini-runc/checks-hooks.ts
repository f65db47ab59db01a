/** Step 2: which hooks are called, when, where, with what, and what if one fails. */
import type { Check } from '#checker/lab.ts'
import { hookFailureChecks } from './checks-hook-failures.ts'
import { hookMomentChecks } from './checks-hook-moments.ts'
import { hookStateChecks } from './checks-hook-state.ts'

export const hooksChecks: readonly Check[] = [
  ...hookMomentChecks,
  ...hookStateChecks,
  ...hookFailureChecks,
]
