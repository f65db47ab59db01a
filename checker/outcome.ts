/** Words for what the kernel showed, the same in every check. */
import type { Ending } from './agent/protocol.ts'
import type { Held, Observation } from './evidence/process.ts'

const NAMES = [
  ...'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE'.split(' '),
  ...'ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ'.split(' '),
  ...'VTALRM PROF WINCH IO PWR SYS'.split(' '),
]

/** `SIGTERM` for 15. @see signal(7) */
export function signalName(signal: number): string {
  const name = NAMES[signal - 1]
  return name === undefined ? `signal ${signal}` : `SIG${name}`
}

/** `SIGHUP SIGTERM`, or `none`. */
export function signalNames(signals: readonly number[]): string {
  return signals.length === 0 ? 'none' : signals.map(signalName).join(' ')
}

/** How a program ended, in words. */
export function describeEnding({ code, signal, timedOut, flooded }: Ending) {
  if (timedOut) return 'still running when its time was over'
  if (flooded) return 'killed for its endless output'
  return signal === null ? `exit status ${code}` : `killed by ${signal}`
}

/** Path and identity of a file that a process holds. */
export function describeHeld({ path, identity }: Held): string {
  return `${path}, ${identity ?? 'not to be looked at'}`
}

const LONGEST = 600

/** The end of what a program said: the last lines tell why it ended. */
export function excerpt(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed.length <= LONGEST ? trimmed : `…${trimmed.slice(-LONGEST)}`
}

/** What the runtime itself had to say, as evidence; nothing if it said nothing. */
export function saidBy({ stderr }: Pick<Ending, 'stderr'>) {
  return stderr.trim() === ''
    ? {}
    : { 'standard error of the runtime': excerpt(stderr) }
}

/** Evidence under the path it was read from. */
export function procEvidence(
  seen: Observation,
  file: string,
  text: string,
): Record<string, string> {
  return { [`/proc/${seen.pid}/${file}`]: text }
}

const TODO = /TODO\(([\w-]+)\)/

/** Name of the region that is still to be written, if the runtime stopped there. */
export function todoIn({ stderr }: Pick<Ending, 'stderr'>): string | null {
  return TODO.exec(stderr)?.[1] ?? null
}

/**
 * Why a runtime got nowhere, by codes that every lab has.
 *
 * @param otherwise Code to give when the runtime said and did nothing special.
 */
export function whyItEnded(ending: Ending, otherwise: string): string {
  if (todoIn(ending) !== null) return 'TODO_LEFT'
  if (ending.flooded) return 'OUTPUT_FLOOD'
  if (ending.timedOut) return 'RUNTIME_HANGS'
  return otherwise
}
