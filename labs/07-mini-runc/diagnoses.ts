import { commonDiagnoses } from '#checker/diagnoses.ts'
import { capabilitiesDiagnoses } from './diagnoses-capabilities.ts'
import { crashDiagnoses } from './diagnoses-crash.ts'
import { createDiagnoses } from './diagnoses-create.ts'
import { execDiagnoses } from './diagnoses-exec.ts'
import { finaleDiagnoses } from './diagnoses-finale.ts'
import { hooksDiagnoses } from './diagnoses-hooks.ts'
import { lifecycleDiagnoses } from './diagnoses-lifecycle.ts'
import { seccompDiagnoses } from './diagnoses-seccomp.ts'
import { terminalDiagnoses } from './diagnoses-terminal.ts'
import { userDiagnoses } from './diagnoses-user.ts'

/** Everything that this lab can tell a student about what went wrong. */
export const diagnoses = {
  ...commonDiagnoses,
  ...createDiagnoses,
  ...lifecycleDiagnoses,
  ...hooksDiagnoses,
  ...userDiagnoses,
  ...capabilitiesDiagnoses,
  ...seccompDiagnoses,
  ...terminalDiagnoses,
  ...execDiagnoses,
  ...crashDiagnoses,
  ...finaleDiagnoses,
}
