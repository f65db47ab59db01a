/**
 * One of the lanes of the gate: a machine of its own and a folder of its own, in
 * which one item is looked at after the other. What an item does to its machine
 * reaches no other lane.
 *
 *     from elsewhere, attacking, shown to students ─▶ the VM
 *     ours, with something changed ─▶ this computer, as long as nothing is wrong
 */
import { join } from 'node:path'
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import { labs } from '#labs/catalog.ts'
import { isGreen } from '../check-work.ts'
import { rehearse } from '../demo/rehearse.ts'
import type { Io } from '../io.ts'
import type { Sources } from '../starter.ts'
import type { Bench, Judging } from './bench.ts'
import { Guest } from './guest.ts'
import { lessonDiffers } from './guest-console.ts'
import { ownKernel, runsHere } from './own-kernel.ts'
import type { SiteBench } from './site.ts'

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
  #isSure = false

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
    return {
      ...this.siteBench(),
      lab,
      earlier: labs.filter(({ number }) => number < lab.number),
      isLast: lab === labs.at(-1),
      judge: (program, judging = {}) => this.#judge(lab, program, judging),
      demoDiffers: async (script, program) =>
        await rehearse(lab, script, {
          machine: await this.#guest.fresh(),
          program,
        }),
      note: (text) => this.notes.push(text),
    }
  }

  /** What those of the site need. */
  siteBench(): SiteBench {
    const { root, scratch, sources } = this.#options
    return {
      root,
      scratch,
      sources,
      consoleDiffers: async (text, program) =>
        lessonDiffers(await this.#guest.fresh(), text, program),
    }
  }

  /** Look at something in the VM, all of it: what is red counts there. */
  async surely<T>(look: () => Promise<T>): Promise<T> {
    this.#isSure = true
    try {
      return await look()
    } finally {
      this.#isSure = false
    }
  }

  stop(): Promise<void> {
    return this.#guest.stop()
  }

  async #judge(
    own: Lab,
    program: JudgedProgram,
    { lab = own, only, trusted = false }: Judging,
  ): Promise<LabReport> {
    const { signal } = this.#options.io
    const options = { program, signal, ...(only && { only }) }
    if (trusted && !this.#isSure && runsHere(lab))
      return await runLab(lab, { ...options, machine: ownKernel() })
    const machine = await this.#guest.machine()
    // What is wrong may change the guest: its name, its mounts, its life.
    this.#guest.spoil()
    const report = await runLab(lab, { ...options, machine })
    if (isGreen(report) && report.leftovers.length === 0) this.#guest.keep()
    return report
  }
}
