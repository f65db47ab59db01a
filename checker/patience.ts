/** So often in a row a judged program is waited for in vain before it is believed. */
const FREE = 2
/** From then on, this part of the time is enough. */
const PART = 1 / 5

/**
 * How long to wait. A program that hangs mostly does so in every container, and
 * there are many: whoever judges it wants to be told before the lesson is over.
 */
export class Patience {
  readonly #slowness: number
  #hangs = 0

  /** @param slowness How much longer than on real hardware things may take. */
  constructor(slowness: number) {
    this.#slowness = slowness
  }

  /** A time limit, stretched to the speed of the guest. */
  stretch(ms: number): number {
    return Math.round(ms * this.#slowness)
  }

  /** The same for something that the judged program has to get done. */
  forProgram(ms: number): number {
    return this.stretch(this.#hangs < FREE ? ms : ms * PART)
  }

  /** It was waited for in vain. */
  hung(): void {
    this.#hangs++
  }

  /** It did what it was waited for: it was the machine that was slow. */
  came(): void {
    this.#hangs = 0
  }
}
