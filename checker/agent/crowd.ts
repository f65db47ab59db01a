/**
 * Time limits where programs share processors. What wants to run gets its part of
 * them, and a limit that counts seconds of the clock would call a program hung that
 * hardly had a turn. So a second counts for as much as there was of it for each.
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { trustedPath } from '../evidence/own-proc.ts'

/** No limit gets longer than that: a program can make a crowd itself. */
export const MOST_CROWDED = 3
/** How often to look, in milliseconds, when there is nothing else to look at. */
const EVERY_MS = 250

/**
 * How many want each processor, from 1 to MOST_CROWDED.
 *
 * @param loadavg Text of `/proc/loadavg`: its fourth field is `runnable/all`, and
 *   whoever reads it is one of them.
 * @see proc_loadavg(5)
 */
export function crowding(loadavg: string, processors: number): number {
  const runnable = Number.parseInt(loadavg.split(' ')[3] ?? '1', 10)
  return Math.min(MOST_CROWDED, Math.max(1, (runnable - 1) / processors))
}

/** A time limit that passes more slowly in a crowd. */
export class Allowance {
  #leftMs: number
  #seen = performance.now()

  constructor(ms: number) {
    this.#leftMs = ms
  }

  /** What is left of it; ask often, since each answer counts the time before it. */
  leftMs(): number {
    const now = performance.now()
    const passed = now - this.#seen
    this.#seen = now
    this.#leftMs -= passed / crowdingNow()
    return this.#leftMs
  }
}

/** Call `action` when an allowance is used up. @returns What calls it off. */
export function whenUsedUp(ms: number, action: () => void): () => void {
  const allowance = new Allowance(ms)
  const look = () => {
    const left = allowance.leftMs()
    if (left <= 0) return action()
    timer = setTimeout(look, Math.min(EVERY_MS, left))
  }
  let timer = setTimeout(look, Math.min(EVERY_MS, ms))
  return () => clearTimeout(timer)
}

const crowdingNow = () =>
  crowding(
    readFileSync(trustedPath('/proc/loadavg'), 'utf8'),
    availableParallelism(),
  )
