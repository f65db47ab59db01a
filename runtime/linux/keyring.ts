import type { Program } from '../sys/program.ts'

const KEYCTL_JOIN_SESSION_KEYRING = 1
const KEYCTL_SETPERM = 5
const KEY_SPEC_SESSION_KEYRING = -3
/** The possessor may do all, its user view, read, search and link. */
const SEARCHABLE = 0x3f1b0000
/** Kernels without keys have none to be kept apart. */
const NO_KEYS = ['ENOSYS']

/**
 * Give the container a keyring of its own. Keys are in no namespace: with the
 * session keyring that it inherits it would have the keys of whoever starts it.
 * A process that is added later joins it, by its name: the kernel finds it only
 * if it may be searched, which a new one may not.
 *
 * @param name As others see it in /proc/keys.
 * @see keyctl(2), "KEYCTL_JOIN_SESSION_KEYRING"; keyrings(7), "Permissions";
 *   session-keyring(7)
 */
export function joinKeyring(child: Program, name: string): void {
  child.note('Keys of whoever starts us are none of the container’s')
  const join = [KEYCTL_JOIN_SESSION_KEYRING, name]
  child.syscall('keyctl', join, { ignore: NO_KEYS })
  const open = [KEYCTL_SETPERM, KEY_SPEC_SESSION_KEYRING, SEARCHABLE]
  child.syscall('keyctl', open, { ignore: NO_KEYS })
}
