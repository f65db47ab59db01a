/**
 * What the audience saw, as an asciicast: a line for the terminal, then a line for
 * each piece of output with the seconds since the beginning.
 *
 *     {"version": 2, "width": 80, "height": 24, …}
 *     [0.248, "o", "# echo one\r\n"]
 *     [1.5, "r", "100x30"]
 *
 * Nothing in it is from this computer but the time.
 *
 * @see https://docs.asciinema.org/manual/asciicast/v2/
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Whoever plays it waits no longer than this, however long a presenter talked. */
const LONGEST_PAUSE_S = 2.5

export interface RecordingOptions {
  readonly columns: number
  readonly rows: number
  readonly title: string
  /** Milliseconds, from anywhere. */
  readonly now?: () => number
}

export class Recording {
  readonly #path: string
  readonly #draft: string
  readonly #file: number
  readonly #now: () => number
  /** Of the event before; the first one is at 0. */
  #last: number | null = null
  #seconds = 0
  #isOpen = true

  /** @throws {Error} ENOENT, EACCES, …: it cannot be written there. */
  constructor(path: string, options: RecordingOptions) {
    const { columns, rows, title, now = () => performance.now() } = options
    this.#path = path
    this.#draft = `${path}.${process.pid}.draft`
    this.#now = now
    this.#file = openSync(this.#draft, 'wx', 0o644)
    this.#line({
      version: 2,
      width: columns,
      height: rows,
      timestamp: Math.floor(Date.now() / 1000),
      idle_time_limit: LONGEST_PAUSE_S,
      title,
      env: { TERM: 'xterm-256color' },
    })
  }

  output(text: string): void {
    if (text !== '') this.#event('o', text)
  }

  resize(columns: number, rows: number): void {
    this.#event('r', `${columns}x${rows}`)
  }

  /** Give the file its name. */
  finish(): void {
    this.#close()
    renameSync(this.#draft, this.#path)
  }

  /** Leave nothing, unless it has its name already. */
  discard(): void {
    if (!this.#isOpen) return
    this.#close()
    rmSync(this.#draft, { force: true })
  }

  #event(kind: 'o' | 'r', text: string): void {
    const now = this.#now()
    const pause = (now - (this.#last ?? now)) / 1000
    this.#seconds += Math.min(pause, LONGEST_PAUSE_S)
    this.#last = now
    this.#line([Number(this.#seconds.toFixed(6)), kind, text])
  }

  #line(value: unknown): void {
    if (this.#isOpen) writeSync(this.#file, `${JSON.stringify(value)}\n`)
  }

  #close(): void {
    this.#isOpen = false
    closeSync(this.#file)
  }
}
