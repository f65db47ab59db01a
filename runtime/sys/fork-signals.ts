import {
  LAST_SIGNAL,
  SIG_DFL,
  SIG_IGN,
  SIG_SETMASK,
  SIGNALS,
} from './constants/signals.ts'
import { syscall } from './libc.ts'
import { SIGSET_SIZE, sigaction } from './structs.ts'

const ALL = Buffer.alloc(SIGSET_SIZE, 0xff)
const SIGACTION_SIZE = 32

/**
 * Let no signal in. One that came to a child of fork(2) while it still has our
 * handlers would be reported to us.
 *
 * @returns What `unblockSignals` wants.
 * @see sigprocmask(2)
 */
export function blockSignals(): Uint8Array {
  const before = Buffer.alloc(SIGSET_SIZE)
  syscall('rt_sigprocmask', SIG_SETMASK, ALL, before, SIGSET_SIZE)
  return before
}

/** Let signals in again as before. */
export function unblockSignals(before: Uint8Array): void {
  syscall('rt_sigprocmask', SIG_SETMASK, before, null, SIGSET_SIZE)
}

/**
 * Forget our handlers in the child, as CLONE_CLEAR_SIGHAND does for clone3(2).
 * Ignored signals stay ignored.
 */
export function clearHandlers(): void {
  const untouchable = [SIGNALS.SIGKILL, SIGNALS.SIGSTOP]
  const action = Buffer.alloc(SIGACTION_SIZE)
  const byDefault = sigaction(SIG_DFL)
  for (let signal = 1; signal <= LAST_SIGNAL; signal++) {
    if (untouchable.includes(signal)) continue
    syscall('rt_sigaction', signal, null, action, SIGSET_SIZE)
    if (action.readBigUInt64LE(0) > BigInt(SIG_IGN))
      syscall('rt_sigaction', signal, byDefault, null, SIGSET_SIZE)
  }
}
