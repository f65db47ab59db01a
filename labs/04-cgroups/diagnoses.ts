import { commonDiagnoses } from '#checker/diagnoses.ts'
import { cleanupDiagnoses } from './diagnoses-cleanup.ts'
import { cpuDiagnoses } from './diagnoses-cpu.ts'
import { cpusetDiagnoses } from './diagnoses-cpuset.ts'
import { createDiagnoses } from './diagnoses-create.ts'
import { devicesDiagnoses } from './diagnoses-devices.ts'
import { figuresDiagnoses } from './diagnoses-figures.ts'
import { freezerDiagnoses } from './diagnoses-freezer.ts'
import { ioDiagnoses } from './diagnoses-io.ts'
import { memoryDiagnoses } from './diagnoses-memory.ts'
import { pidsDiagnoses } from './diagnoses-pids.ts'
import { statsDiagnoses } from './diagnoses-stats.ts'

/** Every diagnosis that a check of this lab may give, by its code. */
export const diagnoses = {
  ...commonDiagnoses,
  ...createDiagnoses,
  ...cpuDiagnoses,
  ...memoryDiagnoses,
  ...pidsDiagnoses,
  ...ioDiagnoses,
  ...devicesDiagnoses,
  ...cpusetDiagnoses,
  ...freezerDiagnoses,
  ...statsDiagnoses,
  ...cleanupDiagnoses,
  ...figuresDiagnoses,
}
