// Signals by number, as x86-64 and arm64 both have them; not those of the
// machine this runs on, which may be a Mac.

const NAMES = `
HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT
CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
`

/** Numbers of the classic signals by name: `{ SIGHUP: 1, SIGINT: 2, … }`. */
export const SIGNALS: Readonly<Record<string, number>> = Object.fromEntries(
  NAMES.trim()
    .split(/\s+/)
    .map((name, index) => [`SIG${name}`, index + 1]),
)

/** The highest signal number there is, a real-time one. */
export const LAST_SIGNAL = 64

export const SIG_DFL = 0
export const SIG_IGN = 1
export const SIG_BLOCK = 0
export const SIG_UNBLOCK = 1
export const SIG_SETMASK = 2

export const SIGMASK_ACTIONS = { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK }

/**
 * Turn a signal's name into its number; numbers pass.
 *
 * @throws {RangeError} For a name or a number that no signal has.
 * @see signal(7)
 */
export function signalNumber(signal: string | number): number {
  const number = typeof signal === 'number' ? signal : SIGNALS[signal]
  if (number !== undefined && Number.isInteger(number))
    if (number >= 0 && number <= LAST_SIGNAL) return number
  throw new RangeError(`Expected a signal but found "${signal}"`)
}

/** Name a signal, `SIGRTMIN+3` style for those that have no name of their own. */
export function signalName(number: number): string {
  const name = Object.keys(SIGNALS).find((name) => SIGNALS[name] === number)
  // The kernel's first real-time signal is 32; glibc keeps two for itself.
  return name ?? (number >= 34 ? `SIGRTMIN+${number - 34}` : `SIG${number}`)
}
