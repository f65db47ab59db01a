/**
 * How far the student is: a log that only grows, one JSON object a line, and
 * what follows from it. Two commands may append at once; a line torn by a crash
 * is skipped when it is read.
 *
 *     {"event":"started","lab":"01-chroot","at":"2026-11-21T10:00:00.000Z"}
 *     {"event":"checked","lab":"01-chroot","results":{"root.is-rootfs":"fail"}, …}
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LabReport, Verdict } from '#checker/check.ts'
import { textIfThere } from '#vm/host/text-if-there.ts'

/** The check that is red now, and why, as far as the kernel shows it. */
export interface Failure {
  readonly check: string
  readonly diagnosis: string | null
}

/** The last report on all of a lab, and the files it is about: `labs submit` signs it. */
export interface AttemptFacts {
  /** Hash of the files that were judged: submission/tree-hash.ts. */
  readonly tree: string
  readonly seed: string
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** SHA-256 of what the report shows as evidence. */
  readonly evidence: string
  /** When it was judged. */
  readonly at: string
}

export type Event =
  | { readonly event: 'started'; readonly lab: string }
  | {
      readonly event: 'checked'
      readonly lab: string
      readonly seed: string
      readonly results: Readonly<Record<string, Verdict>>
      readonly failure: Failure | null
      /** Unless only some checks ran, or the kit broke. */
      readonly attempt?: AttemptFacts | null
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
  /** All that were ever given; a reset forgets them, but they were read. */
  readonly hintsGiven: number
  readonly solved: boolean
  /** Regions that the reference filled on the way to a later lab. */
  readonly caughtUp: ReadonlySet<string>
  readonly attempt: AttemptFacts | null
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
  hintsGiven: 0,
  solved: false,
  caughtUp: new Set(),
  attempt: null,
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
export function checkedEvent(
  report: LabReport,
  attempt: AttemptFacts | null,
): Event {
  const failed = report.checks.find(({ verdict }) => verdict === 'fail')
  return {
    event: 'checked',
    lab: report.lab,
    seed: report.seed,
    results: Object.fromEntries(
      report.checks.map(({ id, verdict }) => [id, verdict]),
    ),
    failure: failed ? { check: failed.id, diagnosis: failed.diagnosis } : null,
    attempt,
  }
}

/** Where the student is, from the log on disk. */
export function readState(root: string): State {
  return reduce(parseLog(textIfThere(fileOf(root)) ?? ''))
}

/** What a lab's log adds up to; a lab never started has nothing. */
export function stateOf(state: State, lab: string): LabState {
  return state.labs.get(lab) ?? FRESH
}

export const hintKey = ({ check, diagnosis }: Failure) =>
  `${check} ${diagnosis ?? ''}`

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
      const attempt = event.attempt ?? lab.attempt
      return { ...lab, results, failure: event.failure, attempt }
    }
    case 'hinted': {
      const hints = new Map([...lab.hints, [hintKey(event), event.level]])
      const before = lab.hints.get(hintKey(event)) ?? 0
      const more = Math.max(0, event.level - before)
      return { ...lab, hints, hintsGiven: lab.hintsGiven + more }
    }
    case 'solved':
      return { ...lab, solved: true }
    case 'caught-up': {
      const caughtUp = new Set([...lab.caughtUp, ...event.regions])
      return { ...lab, caughtUp }
    }
    case 'reset':
      return { ...lab, results: FRESH.results, failure: null, hints: new Map() }
    default:
      // A newer edition of the course wrote it.
      return lab
  }
}
