import type { TimeOffsets } from '../spec/runtime-spec.ts'
import { writeProcFile } from './proc-file.ts'

/**
 * The text of `timens_offsets` for offsets of a spec, a line for each clock:
 *
 *     monotonic 86400 0
 *     boottime -5 500000000
 *
 * @see time_namespaces(7)
 */
export function offsetsText(offsets: TimeOffsets): string {
  // #region lab-02-time
  const { monotonic, boottime } = offsets
  return Object.entries({ monotonic, boottime })
    .filter(([, offset]) => offset !== undefined)
    .map(([clock, at]) => `${clock} ${at?.secs} ${at?.nanosecs}\n`)
    .join('')
  // #endregion lab-02-time
}

/**
 * Set the clocks of a time namespace. It must have no process yet: a process
 * that has unshared one is not in it, only its children will be.
 *
 * @param pid The process that has unshared it.
 * @throws {SyscallError} ERANGE if a clock would show less than 0.
 */
export function writeTimeOffsets(pid: number, offsets: TimeOffsets): void {
  writeProcFile(`/proc/${pid}/timens_offsets`, offsetsText(offsets))
}
