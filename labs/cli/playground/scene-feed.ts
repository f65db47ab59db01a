/**
 * Looks at the guest again and again, one look after the other, and at once when
 * somebody wants to know. A guest that is slow is looked at less often, so that who
 * works there hardly feels it.
 */
import { setTimeout } from 'node:timers/promises'
import type { AgentClient } from '#checker/agent/client.ts'
import { startReader } from '#checker/agent/start.ts'
import { type Birth, Births } from '#checker/evidence/birth.ts'
import { SceneBuilder } from '#checker/scene/builder.ts'
import type { Scene } from '#checker/scene/scene.ts'
import type { Machine } from '#vm/provider.ts'
import { BIRTHS } from './install-box.ts'

/** From the end of one look to the next, whatever it took. */
const SHORTEST_REST_MS = 250
const LONGEST_REST_MS = 1000
/** How much longer to rest than a look took: a quarter is what may be spent. */
const REST_PER_LOOK = 3
/** When somebody wanted to know, something happens: no long rests for so long. */
const HURRY_MS = 4000
/** A guest that is very busy answers late, but it does. */
const PATIENCE_MS = 60_000

export interface SceneEvents {
  readonly onScene: (scene: Scene) => void
  /** Containers were born since; all that are known, the oldest first. */
  readonly onBirths: (births: readonly Birth[]) => void
  /** The agent is gone; nothing comes any more. */
  readonly onLost: (error: unknown) => void
}

export class SceneFeed {
  readonly #client: AgentClient
  readonly #events: SceneEvents
  readonly #builder = new SceneBuilder()
  readonly #births = new Births()
  readonly #stop = new AbortController()
  #wake = new AbortController()
  #asked: ((scene: Scene | null) => void)[] = []
  #latest: Scene | null = null
  /** Until then, in milliseconds of this process, it hurries. */
  #hurryUntil = 0

  private constructor(client: AgentClient, events: SceneEvents) {
    this.#client = client
    this.#events = events
  }

  /** Begin to look. @throws {AgentError} If there is nobody who could. */
  static async begin(
    machine: Machine,
    events: SceneEvents,
  ): Promise<SceneFeed> {
    const feed = new SceneFeed(await startReader(machine), events)
    void feed.#run()
    return feed
  }

  /** Who reads files for others as well. */
  get client(): AgentClient {
    return this.#client
  }

  get latest(): Scene | null {
    return this.#latest
  }

  /** A look that begins after this call; `null` if there is none any more. */
  lookNow(): Promise<Scene | null> {
    if (this.#stop.signal.aborted) return Promise.resolve(null)
    this.#hurryUntil = performance.now() + HURRY_MS
    return new Promise((resolve) => {
      this.#asked.push(resolve)
      this.#wake.abort()
    })
  }

  async close(): Promise<void> {
    this.#end()
    await this.#client.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      this.#wake = new AbortController()
      const asked = this.#asked
      this.#asked = []
      const began = performance.now()
      const scene = await this.#look().catch((error) => this.#lose(error))
      for (const answer of asked) answer(scene)
      if (scene === null || signal.aborted) break
      await this.#lookForBirths().catch((error) => this.#lose(error))
      await this.#rest(performance.now() - began)
    }
    for (const answer of this.#asked) answer(null)
  }

  async #look(): Promise<Scene> {
    const wanted = { networks: true, overlays: true, ...this.#builder.known }
    const texts = await this.#client.call('scene', wanted, PATIENCE_MS)
    const scene = this.#builder.add(texts)
    this.#latest = scene
    if (!this.#stop.signal.aborted) this.#events.onScene(scene)
    return scene
  }

  async #lookForBirths(): Promise<void> {
    const { known } = this.#births
    const request = { folder: BIRTHS, known }
    const files = await this.#client.call('births', request, PATIENCE_MS)
    const names = files.map(({ name }) => name)
    if (names.join() === known.join()) return
    this.#events.onBirths(this.#births.take(files).toReversed())
  }

  #lose(error: unknown): null {
    const wasEnded = this.#stop.signal.aborted
    this.#end()
    if (!wasEnded) this.#events.onLost(error)
    return null
  }

  async #rest(tookMs: number): Promise<void> {
    const fair = Math.min(LONGEST_REST_MS, tookMs * REST_PER_LOOK)
    const isHurried = performance.now() < this.#hurryUntil
    const rest = isHurried ? SHORTEST_REST_MS : Math.max(SHORTEST_REST_MS, fair)
    const signal = AbortSignal.any([this.#stop.signal, this.#wake.signal])
    await setTimeout(rest, null, { signal }).catch(() => null)
  }

  #end(): void {
    this.#stop.abort()
  }
}
