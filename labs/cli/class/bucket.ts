/** So many at once, then one each so often. */
export class Bucket {
  readonly #size: number
  readonly #refillMs: number
  #left: number
  #at: number

  /**
   * @param refillMs Time until one more is allowed.
   * @param now In milliseconds, as every other time here.
   */
  constructor(size: number, refillMs: number, now: number) {
    this.#size = size
    this.#refillMs = refillMs
    this.#left = size
    this.#at = now
  }

  /** @returns Whether there was one left. */
  take(now: number): boolean {
    // A clock that was put back refills nothing.
    const refill = Math.max(0, now - this.#at) / this.#refillMs
    this.#left = Math.min(this.#size, this.#left + refill)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
