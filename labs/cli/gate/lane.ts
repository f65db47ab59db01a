/**
 * One of the lanes of the gate: a machine of its own and a folder of its own, in
 * which one item is looked at after the other. What an item does to its machine
 * reaches no other lane.
 */
import { join } from 'node:path'
import type { Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import { labs } from '#labs/catalog.ts'
import { isGreen } from '../check-work.ts'
import type { Io } from '../io.ts'
import type { Sources } from '../starter.ts'
import type { Bench } from './bench.ts'
import { Guest } from './guest.ts'
import { lessonDiffers } from './guest-console.ts'

export interface LaneOptions {
  readonly io: Io
  /** Root of the checkout. */
  readonly root: string
  /** A folder inside the checkout that nobody else writes to. */
  readonly scratch: string
  /** The reference, path below `runtime/` → text. */
  readonly sources: Sources
  /** Which of the lanes, from 0. */
  readonly number: number
}

export class Lane {
  /** What the item that is looked at had to say; whoever prints it empties it. */
  readonly notes: string[] = []
  readonly #options: LaneOptions
  readonly #guest: Guest

  constructor(options: LaneOptions) {
    const { io, root, scratch, number } = options
    this.#options = options
    this.#guest = new Guest({
      root,
      share: join(scratch, 'share'),
      number,
      progress: (line) => io.err.write(`${line}\n`),
    })
  }

  /** What the items of a lab need, when they are looked at in this lane. */
  benchOf(lab: Lab): Bench {
    const { root, scratch, sources } = this.#options
    return {
      lab,
      earlier: labs.filter(({ number }) => number < lab.number),
      isLast: lab === labs.at(-1),
      root,
      scratch,
      sources,
      judge: (program, { lab: judged = lab, only } = {}) =>
        this.#judge(judged, program, only),
      consoleDiffers: async (lesson, program) =>
        lessonDiffers(await this.#guest.fresh(), lesson, program),
      note: (text) => this.notes.push(text),
    }
  }

  stop(): Promise<void> {
    return this.#guest.stop()
  }

  async #judge(
    lab: Lab,
    program: Parameters<Bench['judge']>[0],
    only?: readonly string[],
  ) {
    const machine = await this.#guest.machine()
    const { signal } = this.#options.io
    // What is wrong may change the guest: its name, its mounts, its life.
    this.#guest.spoil()
    const options = { machine, program, signal, ...(only && { only }) }
    const report = await runLab(lab, options)
    if (isGreen(report) && report.leftovers.length === 0) this.#guest.keep()
    return report
  }
}
