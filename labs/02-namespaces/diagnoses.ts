import { commonDiagnoses } from '#checker/diagnoses.ts'
import { cgroupTimeDiagnoses } from './diagnoses-cgroup-time.ts'
import { joinDiagnoses } from './diagnoses-join.ts'
import { mountNetworkDiagnoses } from './diagnoses-mount-network.ts'
import { pidDiagnoses } from './diagnoses-pid.ts'
import { userDiagnoses } from './diagnoses-user.ts'
import { utsIpcDiagnoses } from './diagnoses-uts-ipc.ts'

/** Every diagnosis that a check of this lab may give, by its code. */
export const diagnoses = {
  ...commonDiagnoses,
  ...utsIpcDiagnoses,
  ...pidDiagnoses,
  ...mountNetworkDiagnoses,
  ...userDiagnoses,
  ...cgroupTimeDiagnoses,
  ...joinDiagnoses,
}
