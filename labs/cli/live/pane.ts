/** The pictures of all cgroups that have room, from one look to the next. */
import type { CgroupLook } from '#checker/evidence/cgroup-look.ts'
import { UsageHistory } from '#checker/evidence/usage-history.ts'
import { truncate } from '#checker/text/width.ts'
import { say } from '../i18n.ts'
import { type Canvas, pictureOf } from './picture.ts'
import { Seats } from './seats.ts'

/** Lines of most pictures: a title and four gauges. */
const USUAL_LINES = 5
const MOST_PLACES = 6

export interface PaneOptions {
  /** Show what is looked at, even if nothing bounds it. */
  readonly everything?: boolean
  /** What a cgroup is to somebody, by its path below the mount. */
  readonly nameOf?: (path: string) => string | null
}

export class Pane {
  readonly history: UsageHistory
  readonly #nameOf: (path: string) => string | null
  readonly #seats = new Seats()
  #machine = { cpus: 1, memory: 0 }

  constructor({ everything = false, nameOf = () => null }: PaneOptions = {}) {
    this.history = new UsageHistory(everything)
    this.#nameOf = nameOf
  }

  push(look: CgroupLook): void {
    this.#machine = look
    this.history.push(look)
  }

  /** At most so many lines; none if there is nothing to see. */
  lines(canvas: Canvas, rows: number): string[] {
    const { tracks } = this.history
    const places = Math.floor((rows - 1) / USUAL_LINES)
    const seated = this.#seats.assign(
      tracks,
      Math.max(1, Math.min(MOST_PLACES, places)),
    )
    const pictures = seated.map((track) =>
      pictureOf(canvas, track, this.#machine, this.#nameOf(track.path)),
    )
    const more = tracks.filter(
      (track) => track.alive && !seated.includes(track),
    ).length
    const rest = more === 0 ? [] : [say(canvas, 'live.more', { more })]
    return [
      ...pictures.flat().slice(0, rows - rest.length),
      ...rest.map((line) => canvas.color.dim(truncate(line, canvas.columns))),
    ]
  }
}
