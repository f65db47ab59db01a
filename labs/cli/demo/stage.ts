/**
 * The shell of a demo and what stands behind it. Every step begins where the one
 * before it ended, and that place can be reached again:
 *
 *     reset ─▶ new shell ─▶ setup ─▶ commands of the steps before, unseen
 */
import type { CheckResult } from '#checker/check.ts'
import type { ShownCommand } from '../gate/console.ts'
import { type Fault, faultOf } from './fault.ts'
import { commandsOf, type DemoScript, type DemoStep } from './script.ts'
import { type AnyShell, type Ran, ShellSession } from './shell-session.ts'

/** Where a shell comes from and what judges a step; a test has its own. */
export interface Backstage {
  /** Open a shell. @returns It, and the line that does the setup in it. */
  open(): Promise<{ readonly shell: AnyShell; readonly setup: string }>
  /** Take back what happened in the guest, as far as it can be. */
  reset(): Promise<void>
  judge(check: string, signal: AbortSignal): Promise<CheckResult>
}

export interface StageOptions {
  readonly script: Pick<DemoScript, 'steps'>
  readonly backstage: Backstage
  /** Given what the audience sees of the shell. */
  readonly show: (text: string, isPrompt?: boolean) => void
  /** How long a command may take. */
  readonly patienceMs: number
  /** Told when a shell ended that nobody here ended. */
  readonly onLost?: () => void
}

/** bash would switch the presenter's own terminal to a mode, and leave it so. */
const NO_MODES = "bind 'set enable-bracketed-paste off'"

/** Whether a shell takes no command any more. */
const isEnd = (fault: Fault | null) =>
  fault?.kind === 'hung' || fault?.kind === 'lost'

export class Stage {
  readonly #options: StageOptions
  #session: ShellSession | null = null
  #checking: {
    readonly stop: AbortController
    readonly end: Promise<unknown>
  } | null = null

  constructor(options: StageOptions) {
    this.#options = options
  }

  /** The shell that is there. @throws {Error} Before the first `restore`. */
  get session(): ShellSession {
    if (this.#session === null) throw new Error('Expected an open shell')
    return this.#session
  }

  /** The window has another size. */
  resize(columns: number, rows: number): void {
    this.#session?.resize(columns, rows)
  }

  /** Have the line that was typed run, for all to see. */
  async enter(shown: ShownCommand): Promise<Fault | null> {
    return await this.#patiently(shown, this.session.enter())
  }

  /**
   * Run what is left of a step, unseen.
   *
   * @returns What broke first. What prints something else is gone over: where the
   *   step leads is more likely to be right with the commands after it.
   */
  async replay(
    step: DemoStep,
    from = 0,
    session = this.session,
  ): Promise<Fault | null> {
    session.isMuted = true
    let first: Fault | null = null
    try {
      for (const shown of commandsOf(step).slice(from)) {
        const ran = session.run(shown.command)
        const fault = await this.#patiently(shown, ran)
        first ??= fault
        if (isEnd(fault)) return fault
      }
      return first
    } finally {
      session.isMuted = false
    }
  }

  /**
   * Go where so many steps have ended.
   *
   * @param onStep Told which step is on, from 0.
   * @returns What broke on the way there: then the shell is one that can be used,
   *   and stands somewhere else.
   */
  async restore(
    steps: number,
    onStep: (step: number) => void = () => {},
  ): Promise<Fault | null> {
    await this.leave()
    await this.#options.backstage.reset()
    const fault = (await this.#open()) ?? (await this.#replayAll(steps, onStep))
    if (!isEnd(fault)) return fault
    await this.#closeShell()
    return (await this.#open()) ?? fault
  }

  /** The verdict on a step; `null` if it was given up. */
  async check(step: DemoStep): Promise<CheckResult | null> {
    const stop = new AbortController()
    const { signal } = stop
    const verdict = this.#options.backstage.judge(step.check, signal)
    this.#checking = { stop, end: verdict.catch(() => {}) }
    try {
      const result = await verdict
      return signal.aborted ? null : result
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      if (this.#checking?.stop === stop) this.#checking = null
    }
  }

  /** Give up what is judged. */
  async stopCheck(): Promise<void> {
    this.#checking?.stop.abort()
    await this.#checking?.end
  }

  /** End the shell and whatever is judged. */
  async leave(): Promise<void> {
    await this.stopCheck()
    await this.#closeShell()
  }

  async #closeShell(): Promise<void> {
    const session = this.#session
    this.#session = null
    if (session !== null) session.isMuted = true
    await session?.close()
  }

  async #open(): Promise<Fault | null> {
    const { shell, setup } = await this.#options.backstage.open()
    const session = new ShellSession(shell, this.#options.show)
    this.#session = session
    void shell.ended.then(() => {
      if (this.#session === session) this.#options.onLost?.()
    })
    for (const line of [NO_MODES, setup]) {
      const ran = await session.run(line)
      if (ran.kind === 'lost') return { kind: 'lost' }
      const { status } = ran
      if (status !== 0) return { kind: 'setup', status }
    }
    session.isMuted = false
    return null
  }

  async #replayAll(
    steps: number,
    onStep: (step: number) => void,
  ): Promise<Fault | null> {
    let first: Fault | null = null
    for (const [index, step] of this.#steps.slice(0, steps).entries()) {
      onStep(index)
      const fault = await this.replay(step)
      first ??= fault
      if (isEnd(fault)) return fault
    }
    return first
  }

  get #steps(): readonly DemoStep[] {
    return this.#options.script.steps
  }

  async #patiently(
    shown: ShownCommand,
    work: Promise<Ran>,
  ): Promise<Fault | null> {
    const { patienceMs } = this.#options
    let timer: NodeJS.Timeout | undefined
    const hung = new Promise<Fault>((resolve) => {
      const seconds = Math.round(patienceMs / 1000)
      const fault = { kind: 'hung', shown, seconds } as const
      timer = setTimeout(() => resolve(fault), patienceMs)
    })
    try {
      return await Promise.race([work.then((ran) => faultOf(shown, ran)), hung])
    } finally {
      clearTimeout(timer)
    }
  }
}
