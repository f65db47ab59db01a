import { type Diagnosis, type Rule, table } from './diagnosis.ts'
import { type Failure, numberArg } from './failure.ts'

/** Longest name, without a NUL. @see uname(2), `__NEW_UTS_LEN` */
const LONGEST = 64

function look(failure: Failure): Diagnosis | undefined {
  const size = Number(numberArg(failure, 1))
  if (size <= LONGEST) return undefined
  return {
    code: 'HOST_NAME_TOO_LONG',
    evidence: [table(`the name has ${size} bytes`)],
    because: `The kernel keeps ${LONGEST} bytes of a host name or domain name`,
    fix: `Take a name of at most ${LONGEST} bytes: letters of other alphabets are more than one byte each`,
    docs: [`${failure.syscall}(2), "ERRORS"`, 'hostname(7)'],
  }
}

export const hostNameRules: readonly Rule[] = [
  { syscalls: ['sethostname', 'setdomainname'], codes: ['EINVAL'], look },
]
