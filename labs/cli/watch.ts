/**
 * `labs watch`: one screen, drawn again after each check.
 *
 *     a file is saved ─┐                     ┌─ report, and the keys
 *     Enter            ├─▶ check ─▶ screen ─▶│
 *     h  n  l          ┘   ▲                 └─ wait
 *                          └─ a save meanwhile gives the running check up
 *
 * Only `Events` is waited for, so keys, saves and signals come in one order.
 */
import { existsSync } from 'node:fs'
import type { Lab } from '#checker/lab.ts'
import { checkWork, reportText } from './check-work.ts'
import { type Command, EXIT, UsageError } from './command.ts'
import { hint } from './commands/hint.ts'
import { list } from './commands/list.ts'
import { next } from './commands/next.ts'
import { explainError } from './explain-error.ts'
import { labOrCurrent } from './find-lab.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import { readState } from './state.ts'
import { keyEvents } from './watch/keys.ts'
import { Queue } from './watch/queue.ts'
import { saveEvents } from './watch/saves.ts'
import { workOf } from './work-paths.ts'

export type WatchEvent =
  | { readonly kind: 'saved'; readonly file: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'checked' }
  | { readonly kind: 'stop' }

const CLEAR = '\u001b[2J\u001b[3J\u001b[H'

export class Watch {
  readonly #io: Io
  readonly #root: string
  #lab: Lab
  readonly #events = new Queue<WatchEvent>()
  #running: AbortController | null = null
  #finished: Promise<void> = Promise.resolve()
  /** Whether the keys stand below everything else. */
  #keysShown = false

  constructor(io: Io, root: string, lab: Lab) {
    this.#io = io
    this.#root = root
    this.#lab = lab
  }

  /** Watch until the person leaves. @returns The exit code. */
  async run(): Promise<number> {
    const { runtime } = workOf(this.#root)
    if (!existsSync(runtime)) {
      throw new UsageError(
        say(this.#io, 'usage.notStarted', { lab: this.#lab.id }),
      )
    }
    const push = (event: WatchEvent) => this.#events.push(event)
    const stop = () => push({ kind: 'stop' })
    this.#io.signal.throwIfAborted()
    this.#io.signal.addEventListener('abort', stop, { once: true })
    const closeSaves = saveEvents(runtime, push)
    const closeKeys = this.#io.interactive ? keyEvents(push) : () => {}
    try {
      this.#check()
      return await this.#loop()
    } finally {
      closeKeys()
      closeSaves()
      await this.#giveUp()
    }
  }

  async #loop(): Promise<number> {
    for (;;) {
      const event = await this.#events.next()
      if (event.kind === 'stop') return EXIT.ok
      if (event.kind === 'saved') await this.#checkAfter(event.file)
      if (event.kind === 'checked' && !this.#keysShown) this.#showKeys()
      if (event.kind === 'key' && (await this.#onKey(event.key))) return EXIT.ok
    }
  }

  /** @returns Whether the person wants to leave. */
  async #onKey(key: string): Promise<boolean> {
    if (key === 'q') return true
    if (key === 'enter') await this.#checkAfter(null)
    else await this.#command(KEYS[key])
    return false
  }

  async #checkAfter(file: string | null): Promise<void> {
    await this.#giveUp()
    this.#clear()
    if (file !== null) {
      this.#io.out.write(`${say(this.#io, 'watch.changed', { file })}\n`)
    }
    this.#check()
  }

  /** Start a check; its end arrives as an event. */
  #check(): void {
    this.#keysShown = false
    const running = new AbortController()
    const signal = AbortSignal.any([this.#io.signal, running.signal])
    this.#running = running
    this.#finished = this.#checkOnce({ ...this.#io, signal })
  }

  async #checkOnce(io: Io): Promise<void> {
    try {
      const subject = { kind: 'work' } as const
      const report = await checkWork(io, this.#root, this.#lab, { subject })
      if (io.signal.aborted) return
      io.out.write(reportText(io, report, this.#lab, 'lesson'))
    } catch (error) {
      // Given up: a newer check, or the end, is on its way.
      if (io.signal.aborted) return
      explainError(error, io)
    }
    this.#events.push({ kind: 'checked' })
  }

  async #giveUp(): Promise<void> {
    this.#running?.abort()
    await this.#finished
  }

  /** A command prints below the report, so it waits for a check that runs. */
  async #command(command: Command | undefined): Promise<void> {
    if (command === undefined) return
    await this.#finished
    const positionals = command === hint ? [this.#lab.id] : []
    await command
      .run({ positionals, values: {} }, this.#io)
      .catch((error: unknown) => explainError(error, this.#io))
    if (command === next) {
      this.#lab = labOrCurrent(this.#io, undefined, readState(this.#root))
    }
    this.#showKeys()
  }

  #showKeys(): void {
    const io = this.#io
    const folder = 'labs/work/runtime'
    const keys = io.interactive ? `${say(io, 'watch.keys')}\n` : ''
    const waiting = say(io, 'watch.waiting', { folder })
    this.#keysShown = true
    io.out.write(`\n${io.color.dim(`${waiting}\n${keys}`)}`)
  }

  #clear(): void {
    if (this.#io.interactive) this.#io.out.write(CLEAR)
  }
}

/** Key → command; `q` and Enter are handled apart. */
const KEYS: Readonly<Record<string, Command>> = { h: hint, n: next, l: list }
