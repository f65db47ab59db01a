/**
 * The record of a checkout's machine, in its run folder. It is written as soon
 * as there is a process, so that whoever comes next finds a half-started one.
 */
import { join } from 'node:path'

import { readJsonFile, writeJsonFile } from '../host/json-file.ts'
import type { ProcessId } from '../host/process.ts'
import type { Ssh } from '../ssh/client.ts'
import type { ResumeOptions } from './resume.ts'

export interface MachineRecord {
  readonly emulator: ProcessId
  /** `null` until the machine is ready. */
  readonly ready: {
    readonly master: ProcessId
    readonly ssh: Ssh
  } | null
  readonly accel: 'kvm' | 'tcg'
  readonly kernel: string
  /** Folder of the template it was made from. */
  readonly template: string
  readonly share: string
  readonly network: boolean
  /** What it is told of itself, if it is one of several. */
  readonly node: ResumeOptions['node']
}

function pathIn(dir: string): string {
  return join(dir, 'machine.json')
}

export function writeMachineRecord(dir: string, record: MachineRecord): void {
  writeJsonFile(pathIn(dir), record)
}

/** The record, if there is one that can be read. */
export function readMachineRecord(dir: string): MachineRecord | null {
  return readJsonFile(pathIn(dir))
}
