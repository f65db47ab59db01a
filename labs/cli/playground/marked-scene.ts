/** A look that somebody marked, and what has changed since. */
import type { Scene } from '#checker/scene/scene.ts'
import { changesBetween } from './changed-rows.ts'
import type { LiveChange } from './live.ts'

export class MarkedScene {
  readonly #onChange: (change: LiveChange | null) => void
  #marked: Scene | null = null
  #count = 0

  constructor(onChange: (change: LiveChange | null) => void) {
    this.#onChange = onChange
  }

  /** Mark this one; `null` for none. */
  set(scene: Scene | null): void {
    const isNews = scene !== this.#marked
    this.#marked = scene
    if (scene !== null) this.#count++
    if (scene !== null) this.seen(scene)
    else if (isNews) this.#onChange(null)
  }

  seen(scene: Scene): void {
    if (this.#marked === null) return
    const tables = changesBetween(this.#marked, scene)
    const number = this.#count
    this.#onChange({ number, command: null, status: null, tables })
  }
}
