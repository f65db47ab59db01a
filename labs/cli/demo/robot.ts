/**
 * A presenter who presses keys by themselves: `labs demo --auto`. Typing takes as
 * long as a person's, and there is time to read what was printed.
 */
import { KEYS } from './presenter.ts'
import type { Presenting } from './presenting.ts'

export interface Pace {
  /** Twice as fast is 2; without any pause is 0. */
  readonly speed: number
  /** Lines that were printed last. */
  readonly lines: number
}

export interface Press {
  readonly key: string
  readonly afterMs: number
}

const LETTER_MS = 45
const BEFORE_RUN_MS = 500
const HEADING_MS = 1500
const BETWEEN_MS = 2500
const READ_MS = 700
const LINE_MS = 220
const LONGEST_READ_MS = 6000

/**
 * The next key; `null` while there is something to wait for.
 *
 * @param line The command that is typed.
 */
export function nextPress(
  { phase, command, typed, verdict }: Presenting,
  line: string,
  { speed, lines }: Pace,
): Press | null {
  const press = (key: string, ms: number): Press => ({
    key,
    afterMs: speed === 0 ? 0 : ms / speed,
  })
  if (phase === 'between')
    return verdict === 'running' ? null : press(KEYS.enter, BETWEEN_MS)
  if (phase !== 'prompt') return null
  if (typed === line.length) return press(KEYS.enter, BEFORE_RUN_MS)
  if (speed === 0) return press(KEYS.enter, 0)
  if (typed > 0) return press(' ', letterMs(line, typed))
  const read = Math.min(LONGEST_READ_MS, READ_MS + lines * LINE_MS)
  return press(' ', command === 0 ? HEADING_MS : read)
}

/** Uneven, as hands are, and the same each time. */
function letterMs(line: string, at: number): number {
  const isWordEnd = line[at - 1] === ' '
  return (
    LETTER_MS *
    (0.6 + ((line.charCodeAt(at) * 7) % 8) / 10) *
    (isWordEnd ? 2 : 1)
  )
}
