/**
 * Everything a command may touch of the terminal it runs in.
 *
 * `out` is what the command is asked for, `err` is people's words beside it, so
 * `labs check --json | jq` works while progress is shown.
 */
import type { ChalkInstance } from 'chalk'
import type { Language } from '#checker/check.ts'
import { languageOf } from './i18n.ts'

/** As much of a stream as commands need; a test gives an array behind it. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

export interface Io {
  readonly out: Sink
  readonly err: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  readonly language: Language
  /** Colours that obey NO_COLOR, FORCE_COLOR and whether `out` is a terminal. */
  readonly color: ChalkInstance
  /** Aborted by Ctrl-C or SIGTERM; everything that waits must look at it. */
  readonly signal: AbortSignal
  /** Put this in order if the command is interrupted, after it has ended. */
  readonly onInterrupt: (undo: () => Promise<void>) => void
  /** Whether a person sits there who can answer. */
  readonly interactive: boolean
}

/** The widest lines that are still comfortable to read. */
const WIDEST = 120
const NARROWEST = 40
const WITHOUT_TERMINAL = 80

/** Columns to lay text out for. */
export function widthOf(sink: Sink): number {
  const columns = sink.columns || WITHOUT_TERMINAL
  return Math.max(NARROWEST, Math.min(WIDEST, columns))
}

/** The Io of a real process. */
export async function processIo(
  { signal, onInterrupt }: Pick<Io, 'signal' | 'onInterrupt'>,
  options: { lang?: string | undefined; color?: boolean },
): Promise<Io> {
  const { env, stdin, stdout, stderr } = process
  const { Chalk, supportsColor } = await import('chalk')
  const level = options.color === false || !supportsColor ? 0 : undefined
  return {
    out: stdout,
    err: stderr,
    env,
    language: languageOf(env, options.lang),
    color: level === 0 ? new Chalk({ level: 0 }) : new Chalk(),
    signal,
    onInterrupt,
    interactive: Boolean(stdin.isTTY && stdout.isTTY) && !isCi(env),
  }
}

/** CI=false is said by some who mean it. */
function isCi(env: Io['env']): boolean {
  return Boolean(env.CI) && env.CI !== 'false' && env.CI !== '0'
}
