/**
 * What a key does on stage. Pure: from how things stand and what happens to how they
 * stand then, and what is to be done.
 *
 *     between ──enter──▶ prompt ──any key──▶ prompt … ──enter──▶ running
 *        ▲  ▲ (awaiting     ▲ types a piece of it                  │ │
 *        │  │  a verdict)   └──────────── the next command ◀───────┘ │
 *        │  └───────────────── the step is over, and judged ◀────────┘
 *        └── busy (going back, over, or to the end of a step that broke)
 */
import type { CheckResult } from '#checker/check.ts'
import type { Fault } from './fault.ts'
import type { Presenting } from './presenting.ts'

export type StageEvent =
  | { readonly kind: 'key'; readonly key: string; readonly isRunning?: boolean }
  /** The command has ended. */
  | { readonly kind: 'ran'; readonly fault: Fault | null }
  | { readonly kind: 'checked'; readonly result: CheckResult }
  /** What was skipped has run. */
  | { readonly kind: 'skipped'; readonly fault: Fault | null }
  | { readonly kind: 'restored' }
  /** No program runs in the free shell any more. */
  | { readonly kind: 'left' }
  /** The shell ended by itself. */
  | { readonly kind: 'lost' }

export type Effect =
  | { readonly kind: 'heading'; readonly step: number }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'enter' }
  | { readonly kind: 'forward'; readonly keys: string }
  | { readonly kind: 'check'; readonly step: number }
  | { readonly kind: 'awaiting' }
  | { readonly kind: 'verdict'; readonly result: CheckResult }
  | { readonly kind: 'broken'; readonly step: number; readonly fault: Fault }
  | { readonly kind: 'restore'; readonly steps: number }
  | { readonly kind: 'skip'; readonly step: number; readonly from: number }
  | { readonly kind: 'free'; readonly isOn: boolean }
  /** End what runs in the free shell. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'help' }
  | { readonly kind: 'interrupt' }

export interface Decision {
  readonly state: Presenting
  readonly effects: readonly Effect[]
}

/** What is to be presented, and how. */
export interface Programme {
  /** The commands of each step. */
  readonly steps: readonly (readonly string[])[]
  /** Characters that a key types. */
  readonly perKey: number
}

export const KEYS = {
  enter: '\r',
  interrupt: '\u0003',
  endOfInput: '\u0004',
  /** Ctrl-], as in telnet: hardly any program wants it. */
  leave: '\u001d',
  /** What the buttons of a remote control for slides send. */
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
} as const

/** Decide. What means nothing now changes nothing. */
export function decide(
  programme: Programme,
  state: Presenting,
  event: StageEvent,
): Decision {
  switch (event.kind) {
    case 'key':
      return onKey(programme, state, event.key, event.isRunning ?? false)
    case 'ran':
      return onRan(programme, state, event.fault)
    case 'skipped':
      return event.fault === null
        ? nothing(between(state, state.step + 1))
        : broken(state, state.step, event.fault)
    case 'checked':
      return onChecked(programme, { ...state, verdict: event.result })
    case 'restored':
      return nothing({ ...state, phase: 'between' })
    case 'left':
      return state.phase === 'leaving'
        ? endFree(programme, state)
        : nothing(state)
    case 'lost':
      return onLost(state)
  }
}

const nothing = (state: Presenting): Decision => ({ state, effects: [] })

/** At the beginning of a step, or behind the last one. */
const between = (state: Presenting, step: number): Presenting => ({
  ...state,
  ...{ phase: 'between', step, command: 0, typed: 0, verdict: 'none' },
})

function onKey(
  programme: Programme,
  state: Presenting,
  key: string,
  isRunning: boolean,
): Decision {
  switch (state.phase) {
    case 'between':
      return onKeyBetween(programme, state, key)
    case 'prompt':
      return onKeyAtPrompt(programme, state, key)
    case 'running':
      return { state, effects: [{ kind: 'forward', keys: key }] }
    case 'free':
      return onKeyInFree(programme, state, key, isRunning)
    case 'leaving':
      // A program that does not go: a new shell, and the same place.
      return key === KEYS.leave ? onLost(state) : nothing(state)
    case 'awaiting':
    case 'busy':
      return key === KEYS.interrupt ? interrupt(state) : nothing(state)
    case 'over':
      return nothing(state)
  }
}

const interrupt = (state: Presenting): Decision => ({
  state: { ...state, phase: 'over' },
  effects: [{ kind: 'interrupt' }],
})

function onKeyBetween(
  programme: Programme,
  state: Presenting,
  key: string,
): Decision {
  if (key !== KEYS.enter && key !== ' ' && key !== KEYS.pageDown)
    return COMMANDS[key]?.(programme, state) ?? nothing(state)
  if (state.verdict === 'running') {
    const waiting = { ...state, phase: 'awaiting' } as const
    return { state: waiting, effects: [{ kind: 'awaiting' }] }
  }
  return begin(programme, state)
}

/** The next step, if there is one. */
function begin({ steps }: Programme, state: Presenting): Decision {
  if (state.step === steps.length) return nothing({ ...state, phase: 'over' })
  return {
    state: { ...state, phase: 'prompt', command: 0, typed: 0 },
    effects: [{ kind: 'heading', step: state.step }, { kind: 'prompt' }],
  }
}

/** As with music: first to the beginning of this one, then to the one before. */
function goBack(_: Programme, state: Presenting): Decision {
  const { phase, step, command } = state
  const target = phase === 'prompt' && command > 0 ? step : step - 1
  if (target < 0) return nothing(state)
  return {
    state: { ...between(state, target), phase: 'busy' },
    effects: [{ kind: 'restore', steps: target }],
  }
}

function skip({ steps }: Programme, state: Presenting): Decision {
  const { step, command } = state
  if (step === steps.length) return nothing(state)
  return {
    state: { ...state, phase: 'busy', verdict: 'none' },
    effects: [{ kind: 'skip', step, from: command }],
  }
}

function beFree(_: Programme, state: Presenting): Decision {
  const before = state.phase === 'prompt' ? 'prompt' : 'between'
  return {
    state: { ...state, phase: 'free', before },
    effects: [{ kind: 'free', isOn: true }],
  }
}

function showHelp(_: Programme, state: Presenting): Decision {
  const help: Effect = { kind: 'help' }
  const isPrompt = state.phase === 'prompt'
  return { state, effects: isPrompt ? [help, { kind: 'prompt' }] : [help] }
}

const quit = (_: Programme, state: Presenting) =>
  nothing({ ...state, phase: 'over' })

type OnKey = (programme: Programme, state: Presenting) => Decision

/** What keys do while no line is begun. */
const COMMANDS: Readonly<Record<string, OnKey>> = {
  b: goBack,
  [KEYS.pageUp]: goBack,
  s: skip,
  '!': beFree,
  '?': showHelp,
  q: quit,
  [KEYS.interrupt]: (_, state) => interrupt(state),
}

function onKeyAtPrompt(
  programme: Programme,
  state: Presenting,
  key: string,
): Decision {
  const { step, command, typed } = state
  const line = programme.steps[step]?.[command] ?? ''
  const isNext = key === KEYS.enter || key === KEYS.pageDown
  const act = typed === 0 ? COMMANDS[key] : undefined
  if (act !== undefined) return act(programme, state)
  if (key === KEYS.interrupt)
    return { state: { ...state, typed: 0 }, effects: [{ kind: 'clear' }] }
  if (typed === line.length) {
    if (!isNext) return nothing(state)
    const running = { ...state, phase: 'running' } as const
    return { state: running, effects: [{ kind: 'enter' }] }
  }
  const end = isNext
    ? line.length
    : wholeCharacter(line, typed + programme.perKey)
  const text = line.slice(typed, end)
  return { state: { ...state, typed: end }, effects: [{ kind: 'type', text }] }
}

/** An index of a text that is not within a character of two units. */
function wholeCharacter(text: string, index: number): number {
  const end = Math.min(index, text.length)
  const unit = text.charCodeAt(end - 1)
  return unit >= 0xd800 && unit < 0xdc00 ? end + 1 : end
}

function onKeyInFree(
  programme: Programme,
  state: Presenting,
  key: string,
  isRunning: boolean,
): Decision {
  const isEnd = key === KEYS.endOfInput && !isRunning
  if (key !== KEYS.leave && !isEnd)
    return { state, effects: [{ kind: 'forward', keys: key }] }
  if (!isRunning) return endFree(programme, state)
  const leaving = { ...state, phase: 'leaving' } as const
  return { state: leaving, effects: [{ kind: 'leave' }] }
}

function endFree(programme: Programme, state: Presenting): Decision {
  const back = { ...state, phase: state.before } as const
  const off: Effect = { kind: 'free', isOn: false }
  if (back.phase === 'prompt')
    return { state: back, effects: [off, { kind: 'prompt' }] }
  const told = onChecked(programme, back)
  return { state: told.state, effects: [off, ...told.effects] }
}

function onRan(
  { steps }: Programme,
  state: Presenting,
  fault: Fault | null,
): Decision {
  if (state.phase !== 'running') return nothing(state)
  const { step, command } = state
  if (fault !== null) return broken(state, step, fault)
  if (command + 1 < (steps[step]?.length ?? 0)) {
    const next = { phase: 'prompt', command: command + 1, typed: 0 } as const
    return { state: { ...state, ...next }, effects: [{ kind: 'prompt' }] }
  }
  return {
    state: { ...between(state, step + 1), verdict: 'running' },
    effects: [{ kind: 'check', step }],
  }
}

/** Say that a step broke, and go to its end. */
function broken(state: Presenting, step: number, fault: Fault): Decision {
  const after = between(state, step + 1)
  return {
    state: { ...after, phase: 'busy', broken: [...state.broken, step] },
    effects: [
      { kind: 'broken', step, fault },
      { kind: 'restore', steps: step + 1 },
    ],
  }
}

/** Tell a verdict, unless there is none, or the presenter is in the free shell. */
function onChecked(programme: Programme, state: Presenting): Decision {
  const { verdict, phase, step } = state
  if (typeof verdict === 'string') return nothing(state)
  if (phase !== 'between' && phase !== 'awaiting') return nothing(state)
  if (verdict.verdict !== 'pass')
    return broken(state, step - 1, { kind: 'check', result: verdict })
  const told = { ...state, verdict: 'none' } as const
  const effect: Effect = { kind: 'verdict', result: verdict }
  if (phase !== 'awaiting') return { state: told, effects: [effect] }
  const next = begin(programme, told)
  return { state: next.state, effects: [effect, ...next.effects] }
}

/** A command that runs says so itself; whoever ended a free shell gets another. */
function onLost(state: Presenting): Decision {
  if (state.phase === 'running' || state.phase === 'busy') return nothing(state)
  const { step } = state
  return {
    state: { ...between(state, step), phase: 'busy' },
    effects: [{ kind: 'restore', steps: step }],
  }
}
