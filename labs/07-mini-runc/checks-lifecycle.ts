/** Step 1: what each command of a container's life does, and what it must not do. */
import type { Check } from '#checker/lab.ts'
import { createChecks } from './checks-create.ts'
import { deleteChecks } from './checks-delete.ts'
import { startChecks } from './checks-start.ts'

export const lifecycleChecks: readonly Check[] = [
  ...createChecks,
  ...startChecks,
  ...deleteChecks,
]
