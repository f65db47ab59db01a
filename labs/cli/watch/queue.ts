/** What happened, in order, for one who waits. */
export class Queue<T> {
  readonly #items: T[] = []
  #wake: (() => void) | null = null

  push(item: T): void {
    this.#items.push(item)
    this.#wake?.()
  }

  /** The oldest item, as soon as there is one. */
  async next(): Promise<T> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) return item
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
