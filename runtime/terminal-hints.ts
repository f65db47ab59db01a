import type { Hint } from './hint.ts'

/** Advice about terminals, by `syscall:code`. */
export const TERMINAL_HINTS: Readonly<Record<string, Hint>> = {
  'sendmsg:EPIPE': {
    hint: 'Whoever listened at the console socket hung up before the terminal came',
    docs: ['sendmsg(2)', 'unix(7), "SCM_RIGHTS"'],
  },
  'ioctl:EPERM': {
    hint: 'An interface is raised with CAP_NET_ADMIN over its network namespace; a terminal (TIOCSCTTY) is had by the leader of a session that has none: setsid comes first',
    docs: ['netdevice(7)', 'TIOCSCTTY(2const)', 'setsid(2)'],
  },
  'ioctl:ENOTTY': {
    hint: 'What is at /dev/pts/ptmx in the container is no terminal: mount a devpts at /dev/pts',
    docs: ['pts(4)', 'mount(8), "devpts"', 'ioctl_tty(2)'],
  },
}
