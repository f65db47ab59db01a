/** Where the time of a run goes: `agent: start` → milliseconds. */
export class Timings {
  readonly #spans = new Map<string, number[]>()

  add(name: string, ms: number): void {
    const spans = this.#spans.get(name) ?? []
    this.#spans.set(name, [...spans, ms])
  }

  /** Measure how long something takes, also when it fails. */
  async measure<T>(name: string, action: () => Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      return await action()
    } finally {
      this.add(name, performance.now() - began)
    }
  }

  /** Sums, rounded; `name (n times)` where there were several. */
  toJSON(): Record<string, number> {
    return Object.fromEntries(
      [...this.#spans].map(([name, spans]) => [
        spans.length === 1 ? name : `${name} (${spans.length} times)`,
        Math.round(spans.reduce((sum, ms) => sum + ms, 0)),
      ]),
    )
  }
}
