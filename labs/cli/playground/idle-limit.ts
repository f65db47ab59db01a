/** Ends what nobody uses: a terminal of root should not stay open over night. */

const MS_A_MINUTE = 60_000

export class IdleLimit {
  readonly #idle = new AbortController()
  readonly #timer: NodeJS.Timeout | null

  /** @param minutes Without use until it is over; 0 for never. */
  constructor(minutes: number) {
    const ms = minutes * MS_A_MINUTE
    this.#timer = ms === 0 ? null : setTimeout(() => this.#idle.abort(), ms)
  }

  /** Aborts when nobody has used it for that long. */
  get signal(): AbortSignal {
    return this.#idle.signal
  }

  /** It was used just now: the time begins anew. */
  used(): void {
    if (!this.#idle.signal.aborted) this.#timer?.refresh()
  }

  stop(): void {
    clearTimeout(this.#timer ?? undefined)
  }
}
