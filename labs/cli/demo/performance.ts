/**
 * A demo while it is on: keys and what happens in the guest go into presenter.ts
 * one after the other, and what comes out of it is done here.
 */

import { setTimeout } from 'node:timers/promises'
import type { Values } from '../fill.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { MessageKey } from '../messages.ts'
import { Queue } from '../watch/queue.ts'
import {
  decide,
  type Effect,
  KEYS,
  type Programme,
  type StageEvent,
} from './presenter.ts'
import { beginAt, type Presenting } from './presenting.ts'
import { nextPress } from './robot.ts'
import type { Screen } from './screen.ts'
import { commandsOf, type DemoScript, type DemoStep } from './script.ts'
import type { Stage } from './stage.ts'

export interface PerformanceOptions {
  readonly io: Io
  readonly script: DemoScript
  readonly stage: Stage
  readonly screen: Screen
  /** Keys press themselves. */
  readonly isAuto: boolean
  readonly speed: number
  /** Whether a reset takes everything back. */
  readonly forgets: boolean
  /** The step to begin with, from 0. */
  readonly firstStep: number
  /** Told whenever things stand differently. */
  readonly onState?: (state: Presenting) => void
}

type Happening =
  | StageEvent
  | { readonly kind: 'crash'; readonly error: unknown }

/** How each effect comes about. */
type Acts = {
  readonly [Kind in Effect['kind']]: (
    effect: Extract<Effect, { kind: Kind }>,
  ) => void
}

/** So long a command may have left when somebody leaves the free shell. */
const ABOUT_TO_END_MS = 300

/** Characters that a key types, at the usual speed. */
const PER_KEY = 3

/** A whole line where there are no pauses; by itself, letter by letter. */
function perKeyAt(speed: number, isAuto: boolean): number {
  if (speed === 0) return Number.MAX_SAFE_INTEGER
  return isAuto ? 1 : Math.ceil(PER_KEY * speed)
}

export class Performance {
  readonly #options: PerformanceOptions
  readonly #programme: Programme
  readonly #events = new Queue<Happening>()
  #state: Presenting
  #timer: NodeJS.Timeout | undefined
  #hasBegun = false
  /** Lines that the last command printed. */
  #lines = 0

  constructor(options: PerformanceOptions) {
    const { script, speed, isAuto, firstStep } = options
    this.#options = options
    this.#programme = {
      steps: script.steps.map((step) =>
        commandsOf(step).map(({ command }) => command),
      ),
      perKey: perKeyAt(speed, isAuto),
    }
    this.#state = { ...beginAt(firstStep), phase: 'busy' }
  }

  /** A key was pressed. */
  press(key: string): void {
    const isRunning = this.#state.phase === 'free' && this.#isShellRunning
    this.#events.push({ kind: 'key', key, isRunning })
  }

  /** The shell is gone. */
  readonly lost = (): void => this.#events.push({ kind: 'lost' })

  /**
   * Play it until it is over.
   *
   * @returns How things stand then.
   * @throws {Error} When it was interrupted, or there is no shell to be had.
   */
  async run(): Promise<Presenting> {
    const { signal } = this.#options.io
    const stop = () =>
      this.#events.push({ kind: 'crash', error: signal.reason })
    signal.throwIfAborted()
    signal.addEventListener('abort', stop, { once: true })
    try {
      this.#do({ kind: 'restore', steps: this.#state.step })
      while (this.#state.phase !== 'over') await this.#next()
      return this.#state
    } finally {
      clearTimeout(this.#timer)
      signal.removeEventListener('abort', stop)
    }
  }

  async #next(): Promise<void> {
    this.#options.onState?.(this.#state)
    this.#pressLater()
    const event = await this.#events.next()
    clearTimeout(this.#timer)
    if (event.kind === 'crash') throw event.error
    const { state, effects } = decide(this.#programme, this.#state, event)
    this.#state = state
    for (const effect of effects) this.#do(effect)
  }

  /** Under way by itself: the next key, in its time. */
  #pressLater(): void {
    const { isAuto, speed } = this.#options
    if (!isAuto) return
    const press = nextPress(this.#state, this.#line, {
      speed,
      lines: this.#lines,
    })
    if (press === null) return
    this.#timer = globalThis.setTimeout(
      () => this.press(press.key),
      press.afterMs,
    )
  }

  #do(effect: Effect): void {
    const act = this.#acts[effect.kind] as (effect: Effect) => void
    act(effect)
  }

  readonly #acts: Acts = {
    heading: ({ step }) => {
      this.#lines = 0
      this.#options.screen.heading(this.#options.script, step)
    },
    prompt: () => this.#options.stage.session.showPrompt(),
    type: ({ text }) => this.#options.stage.session.type(text),
    clear: () => this.#options.stage.session.clearLine(),
    forward: ({ keys }) => this.#options.stage.session.type(keys),
    enter: () => this.#enter(),
    check: ({ step }) => this.#check(step),
    awaiting: () => this.#moment('demo.awaiting'),
    verdict: ({ result }) => this.#options.screen.verdict(result),
    broken: ({ fault }) => this.#options.screen.broken(fault),
    restore: ({ steps }) => this.#restore(steps),
    skip: ({ step, from }) => this.#skip(step, from),
    free: ({ isOn }) => this.#free(isOn),
    leave: () => this.#later(this.#leave()),
    help: () => this.#options.screen.help(),
    interrupt: () => void process.kill(process.pid, 'SIGINT'),
  }

  #moment(key: MessageKey, values: Values = {}): void {
    const { io, screen } = this.#options
    screen.moment(say(io, key, values))
  }

  /** The end of some work becomes an event, or breaks the performance. */
  #later(work: Promise<StageEvent | null>): void {
    work.then(
      (event) => {
        if (event !== null) this.#events.push(event)
      },
      (error: unknown) => this.#events.push({ kind: 'crash', error }),
    )
  }

  #enter(): void {
    const { stage } = this.#options
    const { step, command } = this.#state
    const shown = commandsOf(this.#step(step))[command]
    if (shown === undefined) return
    this.#lines = shown.output.length
    this.#later(stage.enter(shown).then((fault) => ({ kind: 'ran', fault })))
  }

  #check(step: number): void {
    const { stage } = this.#options
    this.#later(
      stage
        .check(this.#step(step))
        .then((result) => result && { kind: 'checked', result }),
    )
  }

  #restore(steps: number): void {
    const { io, stage, screen, script, forgets, isAuto } = this.#options
    const tell = (step: number) => {
      const place = `${step + 1}/${steps}`
      const { title } = this.#step(step)
      this.#moment('demo.restoring', { place, title })
    }
    this.#moment('demo.resetting')
    const isFirst = !this.#hasBegun
    this.#hasBegun = true
    if (!forgets) screen.note(say(io, 'machine.noReset'))
    this.#later(
      stage.restore(steps, tell).then((fault) => {
        screen.clearMoment()
        if (fault !== null) screen.notRestored(fault)
        if (isFirst && !isAuto) screen.hint()
        if (!isFirst && steps < script.steps.length) screen.next(script, steps)
        return { kind: 'restored' }
      }),
    )
  }

  #skip(step: number, from: number): void {
    const { io, stage, screen } = this.#options
    const { title } = this.#step(step)
    this.#moment('demo.skipping', { title })
    this.#later(
      stage
        .stopCheck()
        .then(() => stage.replay(this.#step(step), from))
        .then((fault) => {
          screen.clearMoment()
          if (fault === null) screen.note(say(io, 'demo.skipped', { title }))
          return { kind: 'skipped', fault }
        }),
    )
  }

  #free(isOn: boolean): void {
    const { io, stage, screen } = this.#options
    const { session } = stage
    if (isOn) {
      screen.note(say(io, 'demo.free'))
      session.showPrompt()
    } else {
      session.clearLine()
      session.keepPrompt()
      screen.note(say(io, 'demo.scripted'))
    }
  }

  /** What runs may be about to end anyway; if not, it is interrupted. */
  async #leave(): Promise<StageEvent> {
    const { session } = this.#options.stage
    await Promise.race([session.ready(), setTimeout(ABOUT_TO_END_MS)])
    if (session.isRunning) session.type(KEYS.interrupt)
    await session.ready()
    return { kind: 'left' }
  }

  #step(index: number): DemoStep {
    return this.#options.script.steps[index] as DemoStep
  }

  get #line(): string {
    const { step, command } = this.#state
    return this.#programme.steps[step]?.[command] ?? ''
  }

  get #isShellRunning(): boolean {
    return this.#options.stage.session.isRunning
  }
}
