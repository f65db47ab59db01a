/** Which rows of a scene's tables changed in the last moment. */
import { diffScenes, type SceneDiff } from '#checker/scene/diff.ts'
import type { Scene } from '#checker/scene/scene.ts'
import { TABLES } from '#checker/scene/tables.ts'
import { rowKey } from '../pictures/row-keys.ts'

/** So long somebody may need to see that something has changed. */
const FRESH_MS = 3000

export class FreshRows {
  #before: Scene | null = null
  readonly #since = new Map<string, number>()

  /** There is a new scene. @param now In milliseconds. */
  add(scene: Scene, now: number): void {
    const before = this.#before
    this.#before = scene
    // Of another machine, or the first: all of it would be new.
    if (before === null || scene.atMs < before.atMs) this.#since.clear()
    else this.#note(diffScenes(before, scene), now)
  }

  #note(diff: SceneDiff, now: number): void {
    for (const table of TABLES) {
      const { added, changed } = diff[table]
      for (const { key } of [...added, ...changed])
        this.#since.set(rowKey(table, key), now)
    }
  }

  /** Keys of rows that are fresh now. */
  keys(now: number): ReadonlySet<string> {
    for (const [key, since] of this.#since)
      if (now - since > FRESH_MS) this.#since.delete(key)
    return new Set(this.#since.keys())
  }
}
