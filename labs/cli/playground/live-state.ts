/** The parts of what the page is shown, and which of them each reader has seen. */
import { Changes } from '../web/changes.ts'
import type { Live } from './live.ts'

type Shared = Omit<Live, 'role' | 'viewUrl'>

/** What one reader was sent last: part → its number. */
export type Seen = Map<keyof Shared, number>

export class LiveState {
  readonly changes = new Changes()
  readonly #parts = new Map<keyof Shared, unknown>()
  readonly #numbers = new Map<keyof Shared, number>()

  constructor(first: Shared) {
    for (const [part, value] of Object.entries(first)) {
      this.#parts.set(part as keyof Shared, value)
      this.#numbers.set(part as keyof Shared, 0)
    }
  }

  get<P extends keyof Shared>(part: P): Shared[P] {
    return this.#parts.get(part) as Shared[P]
  }

  set<P extends keyof Shared>(part: P, value: Shared[P]): void {
    this.#parts.set(part, value)
    this.#numbers.set(part, (this.#numbers.get(part) ?? 0) + 1)
    this.changes.tell()
  }

  /** The parts that a reader has not seen as they are; from now on it has. */
  news(seen: Seen): Partial<Shared> {
    const fresh = [...this.#numbers].filter(
      ([part, number]) => seen.get(part) !== number,
    )
    for (const [part, number] of fresh) seen.set(part, number)
    return Object.fromEntries(
      fresh.map(([part]) => [part, this.#parts.get(part)]),
    )
  }
}
