import { signalNumber } from '../sys/constants/signals.ts'

/** How a container came to its end. */
export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  /** By a signal, as in `SIGKILL`. */
  | { readonly kind: 'killed'; readonly signal: string }
  /** execve(2) gave this error: it never began. */
  | { readonly kind: 'not executed'; readonly error: string }

/**
 * The exit status that tells our caller how the container ended, in the code
 * that shells use: 128 + n after signal n, 127 for a program that is not
 * there, 126 for one that may not be executed.
 *
 * @see sh(1p), "Exit Status for Commands"; wait(2)
 */
export function exitStatus(ending: Ending): number {
  // #region lab-01-status
  switch (ending.kind) {
    case 'exited':
      return ending.code
    case 'killed':
      return 128 + signalNumber(ending.signal)
    case 'not executed':
      return ending.error === 'ENOENT' ? 127 : 126
  }
  // #endregion lab-01-status
}
