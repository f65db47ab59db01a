import { commonDiagnoses } from '#checker/diagnoses.ts'
import { programDiagnoses } from './diagnoses-program.ts'
import { escapeDiagnoses, rootDiagnoses } from './diagnoses-root.ts'
import { statusDiagnoses } from './diagnoses-status.ts'

/** Every diagnosis that a check of this lab may give, by its code. */
export const diagnoses = {
  ...commonDiagnoses,
  ...programDiagnoses,
  ...statusDiagnoses,
  ...rootDiagnoses,
  ...escapeDiagnoses,
}
