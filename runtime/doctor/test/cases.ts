import type { Case } from './case.ts'
import { FILESYSTEM_CASES } from './filesystem-cases.ts'
import { ID_CASES, TIME_CASES } from './id-cases.ts'
import { ATTACH_CASES, LOCKED_CASES } from './mount-cases.ts'
import { JOIN_CASES, LOOPBACK_CASES, NEW_CASES } from './namespace-cases.ts'
import { DESTINATION_CASES } from './path-cases.ts'
import { PIVOT_CASES, UMOUNT_CASES } from './pivot-cases.ts'
import {
  DEVICE_CASES,
  HOST_NAME_CASES,
  PROGRAM_CASES,
} from './program-cases.ts'

/** All that the doctor is tried on. */
export const CASES: readonly Case[] = [
  ...PIVOT_CASES,
  ...UMOUNT_CASES,
  ...FILESYSTEM_CASES,
  ...LOCKED_CASES,
  ...ATTACH_CASES,
  ...DESTINATION_CASES,
  ...DEVICE_CASES,
  ...PROGRAM_CASES,
  ...HOST_NAME_CASES,
  ...ID_CASES,
  ...TIME_CASES,
  ...NEW_CASES,
  ...LOOPBACK_CASES,
  ...JOIN_CASES,
]
