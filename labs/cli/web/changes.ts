/** Something that changes, and those who wait for its next change. */
export class Changes {
  #count = 0
  readonly #waiting = new Set<() => void>()

  /** How many changes there have been. */
  get count(): number {
    return this.#count
  }

  /** It has changed. */
  tell(): void {
    this.#count++
    for (const wake of this.#waiting) wake()
  }

  /**
   * Wait until there have been more changes than `seen`, and a caller that looked
   * in between misses none.
   *
   * @param signal Gives up the wait.
   */
  async after(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== seen || signal.aborted) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake)
      this.#waiting.add(wake)
    })
  }
}
