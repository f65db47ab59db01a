import { ProgramError } from '../errors.ts'
import { type Ending, exitStatus } from '../oci/status.ts'
import { say } from './output.ts'
import { describeError } from './report.ts'

/**
 * The exit status that tells how a process ended, or why it never began.
 *
 * @param process Resolves when it has ended.
 */
export async function exitStatusOf(process: Promise<Ending>): Promise<number> {
  try {
    return exitStatus(await process)
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    say(describeError('mini-runc', error))
    return exitStatus({ kind: 'not executed', error: error.code })
  }
}
