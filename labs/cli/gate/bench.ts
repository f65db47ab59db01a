/** What the items of the gate are made of. */
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import type { DemoScript } from '../demo/script.ts'
import type { Sources } from '../starter.ts'
import type { Workshop } from './variant.ts'

export interface Item {
  readonly name: string
  /** Not looked at twice: a kit that was deceived once can be deceived. */
  readonly countsAtOnce?: true
  /** One of many of its kind: a part of the gate has a part of them. */
  readonly isOneOfMany?: boolean
  /** @returns One line on what is wrong with the lab; `null` when nothing is. */
  run(): Promise<string | null>
}

/** By what a program is judged. */
export interface Judging {
  /** By the checks of another lab. */
  readonly lab?: Lab
  /** By these checks and what they need. */
  readonly only?: readonly string[]
  /**
   * It is ours and attacks nobody, so it may run on this computer's own kernel,
   * in namespaces, where that is the same thing and takes a tenth of the time.
   */
  readonly trusted?: boolean
}

/** Everything that the items of one lab need. */
export interface Bench extends Workshop {
  /** Root of the checkout. */
  readonly root: string
  readonly lab: Lab
  /** The labs before it, in order. */
  readonly earlier: readonly Lab[]
  readonly isLast: boolean
  /** The reference, path below `runtime/` → text. */
  readonly sources: Sources
  /** Judge by the checks of this lab, or as `Judging` says. */
  judge(program: JudgedProgram, judging?: Judging): Promise<LabReport>
  /** Run the console blocks of a text in a fresh guest; what differs. */
  consoleDiffers(text: string, program: JudgedProgram): Promise<string | null>
  /** Run the demo of this lab in a fresh guest, in a terminal; what differs. */
  demoDiffers(
    script: DemoScript,
    program: JudgedProgram,
  ): Promise<string | null>
  /** Something worth reading although nothing is wrong. */
  note(text: string): void
}
