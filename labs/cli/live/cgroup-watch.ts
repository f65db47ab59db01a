/**
 * `labs watch-cgroup`: looks, and what becomes of them.
 *
 *     look ─▶ pane ─┬─ a terminal     the picture, drawn again in place
 *                   ├─ no terminal    a line a cgroup and second
 *                   ├─ --json         a line a look
 *                   └─ --once         one picture, after one second
 */
import type { AgentClient } from '#checker/agent/client.ts'
import type { CgroupLook } from '#checker/evidence/cgroup-look.ts'
import type { Track } from '#checker/evidence/usage-history.ts'
import { printable } from '#checker/text/printable.ts'
import { truncate } from '#checker/text/width.ts'
import { say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import { canRedraw } from '../progress.ts'
import { keyEvents } from '../watch/keys.ts'
import { findCgroup } from './find-cgroup.ts'
import { follow, LOOK_EVERY_MS } from './follow.ts'
import { Pane } from './pane.ts'
import { jsonLine, plainLine } from './plain.ts'
import { Screen } from './screen.ts'

/** A guest that is very busy answers late, but it does. */
const PATIENCE_MS = 60_000
/** Shares need a second between two looks. */
const PLAIN_EVERY_MS = 1000
const WITHOUT_ROWS = 24

interface Wishes {
  readonly once: boolean
  readonly json: boolean
}

export class CgroupWatch {
  readonly #io: Io
  readonly #client: AgentClient
  /** The one cgroup that was asked for. */
  readonly #only: string | null
  readonly #pane: Pane
  readonly #stop = new AbortController()
  #looks = 0
  #machine: Pick<CgroupLook, 'cpus' | 'memory'> = { cpus: 1, memory: 0 }

  private constructor(io: Io, client: AgentClient, only: string | null) {
    this.#io = io
    this.#client = client
    this.#only = only
    this.#pane = new Pane({ everything: only !== null })
  }

  /**
   * @param wanted A cgroup or container; otherwise all that have limits.
   * @returns `null` where there is no cgroup v2.
   * @throws {UsageError} If there is no such cgroup.
   */
  static async begin(
    io: Io,
    client: AgentClient,
    wanted?: string,
  ): Promise<CgroupWatch | null> {
    const { root } = await client.call('look', {}, PATIENCE_MS)
    if (root === null) return null
    const only =
      wanted === undefined ? null : await findCgroup(io, client, root, wanted)
    return new CgroupWatch(io, client, only)
  }

  /** Watch until the person leaves, or has seen what was asked for. */
  async run({ once, json }: Wishes): Promise<void> {
    const signal = AbortSignal.any([this.#io.signal, this.#stop.signal])
    const draws = !once && !json && canRedraw(this.#io, this.#io.out)
    if (draws) return await this.#draw(signal)
    const show = json
      ? () => this.#writeJson()
      : () => (once ? this.#writePicture() : this.#writeLines())
    const everyMs = json && !once ? LOOK_EVERY_MS : PLAIN_EVERY_MS
    await this.#follow(signal, everyMs, () => {
      // The first look has no shares of time yet.
      if (once && this.#looks < 2) return
      show()
      if (once) this.#stop.abort()
    })
  }

  async #draw(signal: AbortSignal): Promise<void> {
    const { out, interactive } = this.#io
    const screen = new Screen(out)
    const closeKeys = interactive
      ? keyEvents((event) => {
          const isQuit = event.kind === 'key' && event.key === 'q'
          if (isQuit || event.kind === 'stop') this.#stop.abort()
        })
      : () => {}
    try {
      await this.#follow(signal, LOOK_EVERY_MS, () =>
        screen.draw(this.#picture()),
      )
    } finally {
      closeKeys()
      screen.close()
    }
  }

  async #follow(signal: AbortSignal, everyMs: number, onLook: () => void) {
    const only = this.#only === null ? {} : { only: this.#only }
    await follow(
      () => this.#client.call('look', only, PATIENCE_MS),
      (look) => {
        this.#looks++
        this.#machine = look
        this.#pane.push(look)
        onLook()
      },
      signal,
      everyMs,
    )
  }

  /** The whole screen, one line less than there are. */
  #picture(): string[] {
    const { out, color, interactive } = this.#io
    const rows = (out.rows ?? WITHOUT_ROWS) - 3
    const lines = this.#lines(rows)
    const keys = interactive ? [color.dim(say(this.#io, 'live.quit'))] : []
    return [...lines, ...keys]
  }

  #lines(rows: number): string[] {
    const { out, color, language } = this.#io
    // One column less than there are: some terminals wrap at the last one.
    const columns = widthOf(out) - 1
    const lines = this.#pane.lines({ language, color, columns }, rows)
    if (lines.length > 0) return lines
    return [truncate(this.#nothing(), columns)]
  }

  #nothing(): string {
    const path = this.#only
    return path === null
      ? say(this.#io, 'live.nothing')
      : say(this.#io, 'live.empty', { path: printable(path) })
  }

  #writePicture(): void {
    this.#io.out.write(`${this.#lines(Number.POSITIVE_INFINITY).join('\n')}\n`)
  }

  #writeLines(): void {
    for (const track of this.#alive()) {
      const line = plainLine(this.#io, track, this.#machine)
      this.#io.out.write(`${line}\n`)
    }
  }

  #writeJson(): void {
    this.#io.out.write(`${jsonLine(this.#alive())}\n`)
  }

  #alive(): Track[] {
    return this.#pane.history.tracks.filter(({ alive }) => alive)
  }
}
