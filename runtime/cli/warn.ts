import { say } from './output.ts'
import { describeError } from './report.ts'

/** Say what went wrong when nothing could be stopped by it any more. */
export function warn(error: Error): void {
  say(describeError('mini-runc', error))
}
