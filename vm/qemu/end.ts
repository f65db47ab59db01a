/**
 * The end of a machine, whole or half: its processes are killed and its folder
 * is removed, in this order, so that whoever finds no folder finds no process.
 */
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'

import { MachineError } from '../errors.ts'
import { gone, killGroup, type ProcessId } from '../host/process.ts'
import { readMachineRecord } from './record.ts'

const QUIT_MS = 5_000

/** @throws {MachineError} When a process does not go. */
export async function endMachine(run: string): Promise<void> {
  await endProcesses(processesOf(run))
  await rm(run, { recursive: true, force: true })
}

/** The same without waiting, for a process that is ending itself. */
export function endMachineNow(run: string): void {
  for (const id of processesOf(run)) killGroup(id)
  rmSync(run, { recursive: true, force: true })
}

/** @throws {MachineError} When one of them does not go. */
export async function endProcesses(ids: readonly ProcessId[]): Promise<void> {
  for (const id of ids) {
    killGroup(id)
    if (await gone(id, QUIT_MS)) continue
    throw new MachineError(`Cannot end the process ${id.pid}`)
  }
}

function processesOf(run: string): ProcessId[] {
  const record = readMachineRecord(run)
  if (record === null) return []
  const { emulator, ready } = record
  return ready === null ? [emulator] : [emulator, ready.master]
}
