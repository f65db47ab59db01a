/** Lets so many actions run at a time; the others wait in a row. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async use<T>(action: () => Promise<T>): Promise<T> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#free--
    }
    try {
      return await action()
    } finally {
      const next = this.#waiting.shift()
      // The slot goes on to whoever waits, without being free in between.
      if (next === undefined) this.#free++
      else next()
    }
  }
}
