/** How a demo stands. */
import type { CheckResult } from '#checker/check.ts'

export type Phase =
  /** Before a step, or behind the last one. */
  | 'between'
  /** The same, and the next step begins as soon as there is a verdict. */
  | 'awaiting'
  /** Where the next command is typed. */
  | 'prompt'
  | 'running'
  /** The shell is the presenter's own. */
  | 'free'
  /** On the way back from there, out of a program that still runs. */
  | 'leaving'
  | 'busy'
  | 'over'

export interface Presenting {
  readonly phase: Phase
  /** The step that is on or comes next, from 0. */
  readonly step: number
  /** The command that is on or comes next, from 0. */
  readonly command: number
  /** How many of its characters stand there. */
  readonly typed: number
  /** Where the free shell leads back to. */
  readonly before: 'between' | 'prompt'
  /** The verdict on the step before: not there yet, or not told yet. */
  readonly verdict: 'none' | 'running' | CheckResult
  /** Steps that did not show what they should, from 0. */
  readonly broken: readonly number[]
}

/** Before a step, with nothing to tell. */
export function beginAt(step: number): Presenting {
  return {
    phase: 'between',
    step,
    command: 0,
    typed: 0,
    before: 'between',
    verdict: 'none',
    broken: [],
  }
}
