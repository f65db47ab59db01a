import type { Seccomp, SeccompRule } from '../../spec/seccomp-spec.ts'
import { errnoOf } from '../../sys/errno.ts'

/** What a filter answers: what to do, and 16 bits to it. @see seccomp(2) */
const RETURN = {
  SCMP_ACT_KILL: 0x0000_0000,
  SCMP_ACT_KILL_THREAD: 0x0000_0000,
  SCMP_ACT_KILL_PROCESS: 0x8000_0000,
  SCMP_ACT_TRAP: 0x0003_0000,
  SCMP_ACT_ERRNO: 0x0005_0000,
  SCMP_ACT_NOTIFY: 0x7fc0_0000,
  SCMP_ACT_TRACE: 0x7ff0_0000,
  SCMP_ACT_LOG: 0x7ffc_0000,
  SCMP_ACT_ALLOW: 0x7fff_0000,
}

/** The end of the process, whatever is allowed else. */
export const KILL_PROCESS = RETURN.SCMP_ACT_KILL_PROCESS

/** "There is no such system call", as an older kernel would say. */
export const NO_SUCH_CALL = RETURN.SCMP_ACT_ERRNO | errnoOf('ENOSYS')

/** What a rule answers. @see config-linux.md, "Seccomp", errnoRet */
export function answerOf({
  action,
  errnoRet = errnoOf('EPERM'),
}: Pick<SeccompRule, 'action' | 'errnoRet'>): number {
  const hasNumber = action === 'SCMP_ACT_ERRNO' || action === 'SCMP_ACT_TRACE'
  return RETURN[action] + (hasNumber ? errnoRet : 0)
}

/** What becomes of calls that no rule is about. */
export function defaultAnswer(profile: Seccomp): number {
  const { defaultAction: action, defaultErrnoRet: errnoRet } = profile
  return answerOf({ action, ...(errnoRet !== undefined && { errnoRet }) })
}

const LENIENT = ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE']

/**
 * What becomes of calls that are newer than a profile. Its author cannot have
 * forbidden them, and a C library that tries a new one first knows what ENOSYS
 * means; EPERM would be its last word. So where a profile lists what is
 * allowed, calls past the last one it names are unknown. As in runc.
 */
export function newerAnswer(profile: Seccomp): number {
  const isLenient = LENIENT.includes(profile.defaultAction)
  return isLenient ? defaultAnswer(profile) : NO_SUCH_CALL
}
