import { commonDiagnoses } from '#checker/diagnoses.ts'
import { bridgeDiagnoses } from './diagnoses-bridge.ts'
import { ipamDiagnoses } from './diagnoses-ipam.ts'
import { isolationDiagnoses } from './diagnoses-isolation.ts'
import { modesDiagnoses } from './diagnoses-modes.ts'
import { natDiagnoses } from './diagnoses-nat.ts'
import { teardownDiagnoses } from './diagnoses-teardown.ts'
import { vethDiagnoses } from './diagnoses-veth.ts'

/** Everything that this lab can tell a student about what went wrong. */
export const diagnoses = {
  ...commonDiagnoses,
  ...vethDiagnoses,
  ...bridgeDiagnoses,
  ...ipamDiagnoses,
  ...natDiagnoses,
  ...modesDiagnoses,
  ...isolationDiagnoses,
  ...teardownDiagnoses,
}
