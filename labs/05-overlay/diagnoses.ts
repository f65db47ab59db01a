import { commonDiagnoses } from '#checker/diagnoses.ts'
import { commitDiagnoses } from './diagnoses-commit.ts'
import { copyUpDiagnoses } from './diagnoses-copy-up.ts'
import { diffDiagnoses } from './diagnoses-diff.ts'
import { initDiagnoses } from './diagnoses-init.ts'
import { mountDiagnoses } from './diagnoses-mount.ts'
import { sharingDiagnoses } from './diagnoses-sharing.ts'
import { unpackDiagnoses } from './diagnoses-unpack.ts'
import { whiteoutDiagnoses } from './diagnoses-whiteout.ts'

/** Every diagnosis that a check of this lab may give, by its code. */
export const diagnoses = {
  ...commonDiagnoses,
  ...mountDiagnoses,
  ...copyUpDiagnoses,
  ...whiteoutDiagnoses,
  ...diffDiagnoses,
  ...commitDiagnoses,
  ...unpackDiagnoses,
  ...initDiagnoses,
  ...sharingDiagnoses,
}
