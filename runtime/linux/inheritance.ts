// What a process gets from its parent without asking, where that parent is a
// Node program and the process is to be a container.
import type { Limit } from '../sys/limits.ts'
import { recordNofile, recordSignals } from '../sys/prepare.ts'
import type { Program } from '../sys/program.ts'

/**
 * Leave our session. What is typed at our terminal then reaches the container
 * by way of us alone, and not a second time from the kernel.
 *
 * @see setsid(2), credentials(7), "Process groups and sessions"
 */
export function leaveSession(child: Program): void {
  child.note('The container leads a session of its own')
  child.setsid()
}

/**
 * Give the container signals as the kernel made them. execve(2) forgets
 * handlers but keeps what is ignored or blocked, and Node ignores SIGPIPE:
 * `yes | head` in the container would never end.
 *
 * @see signal(7), execve(2)
 */
export function resetSignals(child: Program): void {
  child.note('Node ignores SIGPIPE; the container ignores and blocks nothing')
  recordSignals(child)
}

/**
 * Give the container the limit of open files that we were given. Node raises
 * its own as far as it may.
 *
 * @see getrlimit(2)
 */
export function restoreOpenFiles(child: Program, limit: Limit): void {
  child.note('Node raised its limit of open files; this is what it was')
  recordNofile(child, limit)
}
