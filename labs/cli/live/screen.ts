/**
 * Lines at the bottom of a terminal that are drawn again in place. What is kept
 * scrolls away above them.
 */
import { createLogUpdate } from 'log-update'
import type { Sink } from '../io.ts'

export class Screen {
  readonly #update: ReturnType<typeof createLogUpdate>
  #height = 0

  constructor(sink: Sink) {
    this.#update = createLogUpdate(sink as NodeJS.WriteStream)
  }

  draw(lines: readonly string[]): void {
    // log-update 7.2.0 moves no line that stayed the same: one more line in
    // the middle, and those below it are drawn over.
    if (this.#height !== lines.length) this.#update.clear()
    this.#height = lines.length
    this.#update(lines.join('\n'))
  }

  /** A line that stays; the others go, until they are drawn again. */
  keep(line: string): void {
    this.#height = 0
    this.#update.persist(line)
  }

  /** As if nothing had been drawn, and the cursor is back. */
  close(): void {
    this.#update.clear()
    this.#update.done()
  }
}
