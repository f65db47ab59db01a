// Advice about filters of system calls.
import type { Hint } from './hint.ts'

/** By `syscall:code`. */
export const SECCOMP_HINTS: Readonly<Record<string, Hint>> = {
  'seccomp:EACCES': {
    hint: 'Without no_new_privs only CAP_SYS_ADMIN may load a filter: do it before the capabilities are dropped, or set no_new_privs first',
    docs: ['seccomp(2)', 'PR_SET_NO_NEW_PRIVS(2const)'],
  },
  'seccomp:EINVAL': {
    hint: 'The kernel refuses the filter, or does not know one of the flags: each path through a filter has to end with a ret, and no jump may leave it',
    docs: ['seccomp(2)', 'filter.rst'],
  },
  'seccomp:EFAULT': {
    hint: 'struct sock_fprog has to point to the instructions: its length is at byte 0, the address at byte 8',
    docs: ['seccomp(2)'],
  },
}
