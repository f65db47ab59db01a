import type { Program } from '../sys/program.ts'

const KEYCTL_JOIN_SESSION_KEYRING = 1
/** Kernels without keys have none to be kept apart. */
const NO_KEYS = ['ENOSYS', 'EDQUOT']

/**
 * Give the container a keyring of its own. Keys are in no namespace: with the
 * session keyring that it inherits it would have the keys of whoever starts it.
 *
 * @param name As others see it in /proc/keys.
 * @see keyctl(2), "KEYCTL_JOIN_SESSION_KEYRING"; session-keyring(7)
 */
export function joinKeyring(child: Program, name: string): void {
  child.note('Keys of whoever starts us are none of the container’s')
  const args = [KEYCTL_JOIN_SESSION_KEYRING, name]
  child.syscall('keyctl', args, { ignore: NO_KEYS })
}
