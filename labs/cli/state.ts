/**
 * How far the student is: a log that only grows, one JSON object a line, and
 * what follows from it. Two commands may append at once; a line torn by a crash
 * is skipped when it is read.
 *
 *     {"event":"started","lab":"01-chroot","at":"2026-11-21T10:00:00.000Z"}
 *     {"event":"checked","lab":"01-chroot","results":{"root.is-rootfs":"fail"}, …}
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LabReport, Verdict } from '#checker/check.ts'

/** The check that is red now, and why, as far as the kernel shows it. */
export interface Failure {
  readonly check: string
  readonly diagnosis: string | null
}

export type Event =
  | { readonly event: 'started'; readonly lab: string }
  | {
      readonly event: 'checked'
      readonly lab: string
      readonly seed: string
      readonly results: Readonly<Record<string, Verdict>>
      readonly failure: Failure | null
    }
  | ({ readonly event: 'hinted'; readonly lab: string } & Failure & {
        readonly level: number
      })
  | { readonly event: 'solved' | 'reset'; readonly lab: string }
  | {
      readonly event: 'caught-up'
      readonly lab: string
      /** Regions of this lab that were filled from the reference. */
      readonly regions: readonly string[]
    }

export interface LabState {
  /** What each check said last. */
  readonly results: ReadonlyMap<string, Verdict>
  readonly failure: Failure | null
  /** `check diagnosis` → how many hints were given. */
  readonly hints: ReadonlyMap<string, number>
  readonly solved: boolean
  /** Regions that the reference filled on the way to a later lab. */
  readonly caughtUp: ReadonlySet<string>
}

export interface State {
  /** The lab the student works on; `null` before the first `labs start`. */
  readonly current: string | null
  readonly labs: ReadonlyMap<string, LabState>
}

const FRESH: LabState = {
  results: new Map(),
  failure: null,
  hints: new Map(),
  solved: false,
  caughtUp: new Set(),
}

const fileOf = (root: string) => join(root, '.cache/state.jsonl')

/** Write down what happened. */
export function record(root: string, event: Event, at = new Date()): void {
  mkdirSync(dirname(fileOf(root)), { recursive: true })
  const line = JSON.stringify({ ...event, at: at.toISOString() })
  // A leading line break ends a line that a crash left open.
  appendFileSync(fileOf(root), `\n${line}`)
}

/** What a report means for the log. */
export function checkedEvent(report: LabReport): Event {
  const failed = report.checks.find(({ verdict }) => verdict === 'fail')
  return {
    event: 'checked',
    lab: report.lab,
    seed: report.seed,
    results: Object.fromEntries(
      report.checks.map(({ id, verdict }) => [id, verdict]),
    ),
    failure: failed ? { check: failed.id, diagnosis: failed.diagnosis } : null,
  }
}

/** Where the student is, from the log on disk. */
export function readState(root: string): State {
  return reduce(parseLog(readLog(fileOf(root))))
}

/** What a lab's log adds up to; a lab never started has nothing. */
export function stateOf(state: State, lab: string): LabState {
  return state.labs.get(lab) ?? FRESH
}

export const hintKey = ({ check, diagnosis }: Failure) =>
  `${check} ${diagnosis ?? ''}`

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function parseLog(text: string): Event[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      return [JSON.parse(line) as Event]
    } catch (error) {
      if (error instanceof SyntaxError) return []
      throw error
    }
  })
}

export function reduce(events: readonly Event[]): State {
  const labs = new Map<string, LabState>()
  let current: string | null = null
  for (const event of events) {
    if (event.event === 'started') current = event.lab
    labs.set(event.lab, step(labs.get(event.lab) ?? FRESH, event))
  }
  return { current, labs }
}

function step(lab: LabState, event: Event): LabState {
  switch (event.event) {
    case 'started':
      return lab
    case 'checked': {
      const results = new Map([
        ...lab.results,
        ...Object.entries(event.results),
      ])
      return { ...lab, results, failure: event.failure }
    }
    case 'hinted':
      return {
        ...lab,
        hints: new Map([...lab.hints, [hintKey(event), event.level]]),
      }
    case 'solved':
      return { ...lab, solved: true }
    case 'caught-up': {
      const caughtUp = new Set([...lab.caughtUp, ...event.regions])
      return { ...lab, caughtUp }
    }
    case 'reset':
      return { ...FRESH, solved: lab.solved, caughtUp: lab.caughtUp }
    default:
      // A newer edition of the course wrote it.
      return lab
  }
}
