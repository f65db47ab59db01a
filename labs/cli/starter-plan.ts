/**
 * Which starter a student gets who has done something already.
 *
 *     in the base   in the work     in the new starter
 *     a hole        other lines     the same hole
 *     a hole        the same hole   a prompt; to catch up, code if of an earlier lab
 *     code          anything        code
 *     not there     –               a prompt; to catch up, code if of an earlier lab
 *
 * The base is what the kit wrote last. Where the student wrote, nothing differs
 * between it and the new starter, so merging leaves the student's lines alone.
 */

import type { Region } from './starter/regions.ts'
import {
  type Cut,
  holeLines,
  holeOf,
  regionsIn,
  type Sources,
} from './starter.ts'

export interface PlanOptions {
  readonly reference: Sources
  /** What the kit wrote last, and for which lab; empty and 0 at first. */
  readonly base: Sources
  readonly written: number
  /** The student's files. */
  readonly mine: Sources
  readonly lab: number
  readonly catchUp: boolean
  readonly prompts: Cut['prompts']
}

export interface Plan {
  readonly cut: Cut
  /** Regions of earlier labs that the reference's code is given for now. */
  readonly caughtUp: readonly string[]
}

/** What `cutStarter` needs, and what it will fill for the student. */
export function planStarter(options: PlanOptions): Plan {
  const { reference, base, mine, lab, written, prompts } = options
  // A lab that was started before stays: its files are not cut away again.
  const upTo = Math.max(lab, written)
  const regions = regionsIn(reference).filter((region) => region.lab <= upTo)
  const [given, found] = [linesOfHoles(base), linesOfHoles(mine)]
  const open = new Map<string, readonly string[]>()
  const caughtUp: string[] = []
  for (const region of regions) {
    const was = given.get(region.name)
    const is = found.get(region.name)
    if (was === undefined && region.lab <= written) continue
    const prompt = holeOf(region, { prompts })
    if (isWritten(was, is)) open.set(region.name, was ?? prompt)
    else if (isLeftOpen(region, options)) open.set(region.name, prompt)
    else caughtUp.push(region.name)
  }
  const filled = regions.filter(({ name }) => !open.has(name))
  const solved = new Set(filled.map(({ name }) => name))
  return { cut: { lab: upTo, prompts, solved, open }, caughtUp }
}

type Lines = readonly string[] | undefined

/** Whether a hole is not as it was given any more: the student's own. */
function isWritten(was: Lines, is: Lines): boolean {
  return was !== undefined && was.join('\n') !== is?.join('\n')
}

/** Whether what nobody has written yet is for the student to write. */
function isLeftOpen(region: Region, { lab, mine, catchUp }: PlanOptions) {
  if (region.lab >= lab) return true
  // Who begins in the middle of the course gets what comes before.
  return mine.size > 0 && !catchUp
}

function linesOfHoles(sources: Sources): Map<string, readonly string[]> {
  return new Map([...sources.values()].flatMap((text) => [...holeLines(text)]))
}
