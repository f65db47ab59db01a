/**
 * What each command of the terminal changed: a look before it, and one after it.
 *
 *     look … look   command begins   look   look   it ends   look
 *              └── before ───────────────────────────────────── after ──▶ diff
 */
import type { Scene } from '#checker/scene/scene.ts'
import { changesBetween } from './changed-rows.ts'
import type { SeenCommand } from './commands-seen.ts'
import type { LiveChange } from './live.ts'
import type { TerminalEvents } from './shared-terminal.ts'

export interface ChangesOptions {
  /** A look that begins now. */
  readonly look: () => Promise<Scene | null>
  readonly latest: () => Scene | null
  readonly onChange: (change: LiveChange) => void
}

interface Shown {
  readonly number: number
  readonly text: string
  readonly before: Scene
  /** `null` while it runs. */
  readonly status: number | null
  /** When it is not followed any more, in milliseconds of this process. */
  readonly until: number
}

/** What a command has set off comes to its end, and tools look into networks. */
const SETTLE_MS = 5000

export class CommandChanges implements TerminalEvents {
  readonly #options: ChangesOptions
  #count = 0
  #shown: Shown | null = null
  /** The look after the command before, which may still be under way. */
  #after: Promise<Scene | null> | null = null
  /** One after the other, as they were typed. */
  #work: Promise<void> = Promise.resolve()

  constructor(options: ChangesOptions) {
    this.#options = options
  }

  readonly onBegin = (command: SeenCommand) => {
    const before = this.#after ?? Promise.resolve(this.#options.latest())
    this.#after = null
    this.#inTurn(async () => {
      const [scene, text] = await Promise.all([before, command.text])
      if (scene === null) return
      const number = ++this.#count
      const until = Number.POSITIVE_INFINITY
      this.#shown = { number, text, before: scene, status: null, until }
    })
  }

  readonly onEnd = (_command: SeenCommand, status: number) => {
    const after = this.#options.look()
    this.#after = after
    this.#inTurn(async () => {
      const scene = await after
      if (this.#after === after) this.#after = null
      if (this.#shown === null) return
      const until = performance.now() + SETTLE_MS
      this.#shown = { ...this.#shown, status, until }
      if (scene !== null) this.seen(scene)
    })
  }

  /** There was a look; a command that still runs has changed this so far. */
  seen(scene: Scene): void {
    const shown = this.#shown
    if (shown === null || performance.now() > shown.until) return
    const { number, text, before, status } = shown
    const tables = changesBetween(before, scene)
    this.#options.onChange({ number, command: text, status, tables })
  }

  /** The machine is another one: nothing is to be compared with it. */
  forget(): void {
    this.#shown = null
    this.#after = null
  }

  #inTurn(work: () => Promise<void>): void {
    this.#work = this.#work.then(work, work)
  }
}
