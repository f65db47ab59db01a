import { commonDiagnoses } from '#checker/diagnoses.ts'
import { bindDiagnoses } from './diagnoses-binds.ts'
import { devDiagnoses } from './diagnoses-dev.ts'
import { hideDiagnoses } from './diagnoses-hide.ts'
import { mountDiagnoses } from './diagnoses-mounts.ts'
import { pivotDiagnoses } from './diagnoses-pivot.ts'

/** Every diagnosis that a check of this lab may give, by its code. */
export const diagnoses = {
  ...commonDiagnoses,
  ...pivotDiagnoses,
  ...mountDiagnoses,
  ...bindDiagnoses,
  ...devDiagnoses,
  ...hideDiagnoses,
}
