import { CLOSE_RANGE_CLOEXEC, F_SETFD } from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'

const STANDARD = [0, 1, 2]
const LAST = 0xffffffff

/**
 * Let the container have standard input, output and error, and nothing else
 * that is open here: a descriptor is a way to a file that no root can bar.
 *
 * @see close_range(2), fcntl(2), "FD_CLOEXEC"
 */
export function keepStandardStreams(child: Program): void {
  // #region lab-01-descriptors
  // Node marks its own three to be closed by execve.
  for (const fd of STANDARD) child.fcntl(fd, F_SETFD, 0)
  // Not closed at once: one of them tells our parent what goes wrong until then.
  child.note('execve will close every other descriptor')
  child.close_range(STANDARD.length, LAST, CLOSE_RANGE_CLOEXEC)
  // #endregion lab-01-descriptors
}

// #region lab-07
/**
 * Let the container have more descriptors, which whoever called us opened for
 * it: from 3 on, so many. It follows `keepStandardStreams`.
 */
export function keepMore(child: Program, count: number): void {
  for (let fd = STANDARD.length; fd < STANDARD.length + count; fd++) {
    child.note('Opened for the container by whoever called us')
    child.fcntl(fd, F_SETFD, 0)
  }
}
// #endregion lab-07
