/**
 * What the page is sent as it happens. An event has the parts that have changed since
 * the last one it was sent, so a page puts them together and has them all:
 *
 *     { "role": "full", "machine": {…}, "scene": {…}, "checks": {…} }
 *     { "scene": {…} }
 *     { "scene": {…}, "change": {…} }
 *
 * A scene travels as checker/scene/wire.ts has it.
 */
import type { CheckResult, Text, Verdict } from '#checker/check.ts'
import type { Birth } from '#checker/evidence/birth.ts'
import type { Scene } from '#checker/scene/scene.ts'
import type { ChangedTable } from './changed-rows.ts'

/** `full` may do everything; `view` is for a projector, and looks. */
export type Role = 'full' | 'view'

export interface LiveMachine {
  readonly state: 'starting' | 'up' | 'lost'
  /** What happens while it starts, in the words of the provider. */
  readonly stage: string
  readonly provider: string
  readonly accel: string
  readonly kernel: string
  /** Whether a reset makes it forget what happened. */
  readonly forgets: boolean
  /** Name of the programs that are installed: `runtime (reference)`. */
  readonly program: string
  /** Why the programs are older than the sources; nothing otherwise. */
  readonly fault: string | null
}

/** A check of the lab, and what came out. */
export interface LiveFinding {
  readonly verdict: Verdict
  readonly expected: string | null
  readonly actual: string | null
  readonly reason: string | null
  readonly source: string
  readonly ms: number
  /** Path or command → the text read there, in the order in which it was read. */
  readonly evidence: readonly (readonly [path: string, text: string])[]
  readonly diagnosis: {
    readonly code: string
    readonly title: Text
    readonly because: Text
    readonly hints: readonly Text[]
    readonly read: readonly string[]
  } | null
}

export interface LiveChecks {
  readonly lab: string
  readonly title: Text
  readonly steps: readonly {
    readonly id: string
    readonly title: Text
    readonly checks: readonly {
      readonly id: string
      readonly title: Text
      readonly points: number
    }[]
  }[]
  readonly findings: Readonly<Record<CheckResult['id'], LiveFinding>>
  readonly running: boolean
  /** Checks that were asked for and have not come out; none if nothing runs. */
  readonly awaited: readonly string[]
  /** Why the last run judged nothing. */
  readonly fault: string | null
}

/** What lies between two looks. */
export interface LiveChange {
  /** Counts them, so that each is shown once. */
  readonly number: number
  /** The command in between; `null` for a mark. */
  readonly command: string | null
  /** Of the command; `null` while it runs. */
  readonly status: number | null
  readonly tables: readonly ChangedTable[]
}

export interface Live {
  readonly role: Role
  readonly machine: LiveMachine
  readonly scene: Scene | null
  readonly checks: LiveChecks | null
  readonly births: readonly Birth[]
  /** What the last command changed. */
  readonly change: LiveChange | null
  /** What has changed since the mark; `null` without one. */
  readonly mark: LiveChange | null
  /** What whoever may do something looks at; a projector shows the same. */
  readonly shown: { readonly picture: string }
  readonly viewers: number
  /** Where others can look: with a secret that lets them do nothing else. */
  readonly viewUrl: string | null
}
