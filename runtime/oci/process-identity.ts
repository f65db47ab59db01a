// A process ID is a number on loan: when its process is gone the kernel gives
// it to another. Only together with the time at which the process started does
// it name one process.
import { readFileSync } from 'node:fs'

/** Names one process, as long as this machine is up. */
export interface ProcessIdentity {
  readonly pid: number
  /** In ticks since the machine started. @see proc_pid_stat(5), "starttime" */
  readonly startTime: number
}

/** States of a process that has ended and was not waited for yet. */
const ENDED = ['Z', 'X']

/**
 * The identity of the process that has a number now, unless there is none or
 * it has ended.
 *
 * @param pid As our PID namespace counts, whose `/proc` must be mounted.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid)
  // The second field is a file name in parentheses, of any characters.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = ''] = fields
  if (stat === '' || ENDED.includes(state)) return undefined
  // Field 22 of proc_pid_stat(5), and the state is field 3.
  return { pid, startTime: Number(fields[22 - 3]) }
}

/** Whether that process, and no other with its number, is still running. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identify(pid)?.startTime === startTime
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    if (isGone(error)) return ''
    throw error
  }
}

/** Whether something of a process in /proc could not be had for want of it. */
export function isGone(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException
  // ESRCH: it went away between open and read.
  return code === 'ENOENT' || code === 'ESRCH'
}
