/**
 * What the presenter sees and the audience does not: how things stand, what to say
 * about what was shown, and what comes.
 *
 *     { "lab": "04-cgroups", "phase": "prompt", "step": 2, "steps": 7, "now": {…}, "next": {…},
 *       "command": 1, "verdict": { "check": "memory.max", "is": "running" },
 *       "broken": [], "elapsedMs": 81000 }
 */
import type { Language, Text } from '#checker/check.ts'
import type { Phase, Presenting } from './presenting.ts'
import type { DemoScript } from './script.ts'

/** One step, or the opening, in every language. */
export interface Sheet {
  readonly title: Text
  readonly parts: readonly {
    /** Markdown. */
    readonly notes: Text
    readonly commands: readonly string[]
  }[]
}

export interface NotesView {
  readonly lab: string
  readonly phase: Phase
  /** The step that is on or comes next, from 0; as many as there are at the end. */
  readonly step: number
  readonly steps: number
  readonly now: Sheet
  readonly next: Sheet | null
  /** Which command of `now` is on or comes next, from 0; `null` when all have run. */
  readonly command: number | null
  readonly verdict: {
    readonly check: string
    readonly is: 'running' | 'pass' | 'fail'
  } | null
  /** Steps that broke, from 0. */
  readonly broken: readonly number[]
  readonly elapsedMs: number
}

export type Scripts = Readonly<Record<Language, DemoScript>>

/** @param told The last verdict that was told, if the step it is on was the last. */
export function notesView(
  lab: string,
  scripts: Scripts,
  state: Presenting,
  { elapsedMs, told }: { elapsedMs: number; told: NotesView['verdict'] },
): NotesView {
  const { phase, step, command, verdict, broken } = state
  const steps = scripts.en.steps.length
  const isOn =
    phase === 'prompt' ||
    phase === 'running' ||
    (phase === 'free' && state.before === 'prompt')
  const shown = isOn ? step : step - 1
  const check = scripts.en.steps[step - 1]?.check ?? ''
  return {
    ...{ lab, phase, step, steps, broken, elapsedMs },
    now: shown < 0 ? openingOf(scripts) : sheetOf(scripts, shown),
    next: shown + 1 < steps ? sheetOf(scripts, shown + 1) : null,
    command: isOn ? command : null,
    verdict: verdict === 'running' ? { check, is: 'running' } : told,
  }
}

const openingOf = ({ en, zh }: Scripts): Sheet => ({
  title: { en: en.title, zh: zh.title },
  parts: [{ notes: { en: en.opening, zh: zh.opening }, commands: [] }],
})

function sheetOf({ en, zh }: Scripts, index: number): Sheet {
  const [step, other] = [en.steps[index], zh.steps[index]]
  return {
    title: { en: step?.title ?? '', zh: other?.title ?? '' },
    parts: (step?.parts ?? []).map(({ notes, commands }, part) => ({
      notes: { en: notes, zh: other?.parts[part]?.notes ?? '' },
      commands: commands.map(({ command }) => command),
    })),
  }
}

/** What the presenter can do now. */
export const WHAT_NOW = {
  between: 'notes.between',
  awaiting: 'notes.awaiting',
  prompt: 'notes.prompt',
  running: 'notes.running',
  free: 'notes.free',
  leaving: 'notes.busy',
  busy: 'notes.busy',
  over: 'notes.over',
} as const satisfies Record<Phase, string>

export const VERDICTS = {
  running: 'notes.checkRunning',
  pass: 'notes.checkPassed',
  fail: 'notes.checkFailed',
} as const

/** Minutes and seconds, `1:05`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const rest = String(seconds % 60).padStart(2, '0')
  return `${Math.floor(seconds / 60)}:${rest}`
}
