/**
 * One line that says what happens now, and for how long, while a person waits.
 *
 *     terminal   ⠹ Starting the virtual machine (2.1 s)     rewritten in place
 *                ✓ Starting the virtual machine (3.4 s)     when the next begins
 *     otherwise  Starting the virtual machine               once, no escape codes
 */

import { truncate } from '#checker/text/width.ts'
import type { Io, Sink } from './io.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_LINE = '\r\u001b[K'

/** Stages shorter than this leave no line behind: nobody waited for them. */
const WORTH_KEEPING_MS = 400

export interface ProgressLine {
  /** A new stage begins. */
  stage(text: string): void
  /** The same stage in other words: a count that goes up. */
  update(text: string): void
  /** No stage any more; the cursor is back. Safe to call twice. */
  end(): void
}

/** Where the line that changes is drawn. */
export interface Surface {
  draw(line: string): void
  /** The line becomes one that stays. */
  keep(line: string): void
  /** Nothing but what was kept is there any more. Safe to call twice. */
  close(): void
}

/** Whether lines can be drawn again in place. */
export function canRedraw(io: Io, sink: Sink = io.err): boolean {
  return sink.isTTY === true && io.env.TERM !== 'dumb'
}

/**
 * Show progress while `work` runs, and clean up whatever happens.
 *
 * @param surface Where it is drawn if it can be; otherwise a line of `io.err`.
 */
export async function withProgress<T>(
  io: Io,
  work: (line: ProgressLine) => Promise<T>,
  surface: Surface = new LastLine(io.err),
): Promise<T> {
  const line = canRedraw(io) ? new LiveLine(io, surface) : new PlainLines(io)
  try {
    return await work(line)
  } finally {
    line.end()
  }
}

class PlainLines implements ProgressLine {
  readonly #io: Io

  constructor(io: Io) {
    this.#io = io
  }

  stage(text: string): void {
    this.#io.err.write(`${text}\n`)
  }

  update(): void {}

  end(): void {}
}

/** The line that the cursor stands in. */
class LastLine implements Surface {
  readonly #sink: Sink
  #isOpen = false

  constructor(sink: Sink) {
    this.#sink = sink
  }

  draw(line: string): void {
    if (!this.#isOpen) this.#sink.write(HIDE_CURSOR)
    this.#isOpen = true
    this.#sink.write(CLEAR_LINE + line)
  }

  keep(line: string): void {
    this.#sink.write(`${CLEAR_LINE}${line}\n`)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#sink.write(CLEAR_LINE + SHOW_CURSOR)
    this.#isOpen = false
  }
}

class LiveLine implements ProgressLine {
  readonly #io: Io
  readonly #surface: Surface
  #text = ''
  #began = 0
  #frame = 0
  #timer: NodeJS.Timeout | null = null
  readonly #restore = () => this.#surface.close()

  constructor(io: Io, surface: Surface) {
    this.#io = io
    this.#surface = surface
  }

  stage(text: string): void {
    if (this.#timer === null) this.#begin()
    else this.#finish()
    this.#text = text
    this.#began = Date.now()
    this.#draw()
  }

  update(text: string): void {
    this.#text = text
  }

  end(): void {
    if (this.#timer === null) return
    this.#finish()
    clearInterval(this.#timer)
    this.#timer = null
    process.off('exit', this.#restore)
    this.#surface.close()
  }

  #begin(): void {
    process.on('exit', this.#restore)
    this.#timer = setInterval(() => this.#draw(), FRAME_MS)
    this.#timer.unref()
  }

  /** The stage is over: leave its line, if it took time. */
  #finish(): void {
    const { color, signal } = this.#io
    const took = Date.now() - this.#began
    if (took < WORTH_KEEPING_MS || signal.aborted) return
    const mark = color.green('✓')
    this.#surface.keep(`${mark} ${this.#text}${this.#time(took)}`)
  }

  #draw(): void {
    const { err, color } = this.#io
    this.#frame = (this.#frame + 1) % FRAMES.length
    const time = this.#time(Date.now() - this.#began)
    // One column less than there are: some terminals wrap at the last one.
    const room = (err.columns || 80) - 12
    const text = truncate(this.#text, room)
    this.#surface.draw(`${color.cyan(FRAMES[this.#frame])} ${text}${time}`)
  }

  #time(ms: number): string {
    if (ms < 1000) return ''
    return this.#io.color.dim(` (${(ms / 1000).toFixed(1)} s)`)
  }
}
