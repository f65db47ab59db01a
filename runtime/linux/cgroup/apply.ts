import { CgroupError } from '../../errors.ts'
import type { MemoryResources } from '../../spec/runtime-spec.ts'
import {
  hasCgroupFile,
  numberOf,
  readCgroupFile,
  writeCgroupFile,
} from './cgroup-file.ts'
import type { Setting } from './setting.ts'

/**
 * Write settings to a cgroup, in their order.
 *
 * @throws {CgroupError} Naming the first that the kernel does not take; those
 *   before it stand.
 */
export function applySettings(
  directory: string,
  settings: readonly Setting[],
): void {
  for (const setting of settings) {
    const possible = possibleOf(directory, setting)
    if (possible) writeCgroupFile(directory, possible.file, possible.value)
  }
}

/** What of a setting and its substitutes the kernel has a file for. */
function possibleOf(directory: string, setting: Setting): Setting | undefined {
  if (hasCgroupFile(directory, setting.file)) return setting
  if (setting.otherwise) return possibleOf(directory, setting.otherwise)
  // Writing it will tell why it is not there.
  return setting.optional ? undefined : setting
}

/**
 * Refuse a limit below the memory that is in use: the kernel would take back
 * what it can and kill for the rest.
 *
 * @throws {CgroupError} If `checkBeforeUpdate` asks for that, and it is so.
 * @see runtime-spec config-linux.md, "Memory"
 */
export function refuseBelowUsage(
  directory: string,
  { limit = -1, checkBeforeUpdate = false }: MemoryResources,
): void {
  if (!checkBeforeUpdate || limit < 0) return
  const usage = numberOf(readCgroupFile(directory, 'memory.current'))
  if (BigInt(limit) >= usage) return
  const path = `${directory}/memory.current`
  throw new CgroupError(
    `Expected "${path}" to be at most the new limit of ${limit} but found ${usage}`,
    { path, value: `${limit}`, code: 'EBUSY', syscall: 'read' },
  )
}
