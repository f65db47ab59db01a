/** Gives a student the starter of a lab, around what is there already. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '#checker/lab.ts'
import { allLabs } from './find-lab.ts'
import { commit, hasGit } from './history.ts'
import { localized, say } from './i18n.ts'
import type { Io } from './io.ts'
import { lineOfConflict } from './merge.ts'
import type { MessageKey } from './messages.ts'
import { cutStarter, holeOf, holesOf, regionsIn } from './starter.ts'
import { planStarter } from './starter-plan.ts'
import { record } from './state.ts'
import {
  readReference,
  readSources,
  type Starter,
  type Written,
  writeStarter,
  writtenLab,
} from './work.ts'
import { type Work, workOf } from './work-paths.ts'

/** A place a student has to write. */
export interface Hole {
  readonly region: string
  /** Below `runtime/`. */
  readonly file: string
  readonly line: number
}

/** What `labs start` did. */
export interface Begun extends Written {
  /** Regions of earlier labs that were filled from the reference. */
  readonly caughtUp: readonly string[]
}

/**
 * Cut the starter of a lab and write it into the work folder.
 *
 * @param catchUp Fill what earlier labs left open from the reference.
 */
export async function beginLab(
  io: Io,
  root: string,
  lab: Lab,
  { catchUp }: { readonly catchUp: boolean },
): Promise<Begun> {
  const work = workOf(root)
  const reference = readReference(root)
  const mine = readSources(work.runtime)
  const { cut, caughtUp } = planStarter({
    ...{ reference, mine, catchUp, lab: lab.number },
    base: readSources(work.base),
    written: writtenLab(work),
    prompts: promptsOf(io),
  })
  const sources = cutStarter(reference, cut)
  // What is merged now can be looked up as it was.
  if (mine.size > 0) commitQuietly(io, work, `before start ${lab.id}`)
  const written = await writeStarter(work, { sources, lab: cut.lab })
  recordCaughtUp(root, caughtUp)
  commitQuietly(io, work, `start ${lab.id}`)
  return { ...written, caughtUp }
}

/** One event for each lab that the regions belong to. */
function recordCaughtUp(root: string, caughtUp: readonly string[]): void {
  for (const { id, steps } of allLabs()) {
    const own = steps.flatMap(({ regions }) => regions)
    const regions = caughtUp.filter((region) => own.includes(region))
    if (regions.length > 0)
      record(root, { event: 'caught-up', lab: id, regions })
  }
}

/** The starter of a lab with nothing of the student in it. */
export function freshStarter(io: Io, root: string, lab: Lab): Starter {
  const cut = { lab: lab.number, prompts: promptsOf(io) }
  return { lab: lab.number, sources: cutStarter(readReference(root), cut) }
}

/**
 * The reference as of a lab: every region filled, later labs left out, but for
 * those that the student has begun: their holes are there.
 */
export function solutionOf(io: Io, root: string, lab: Lab): Starter {
  const reference = readReference(root)
  const upTo = Math.max(lab.number, writtenLab(workOf(root)))
  const prompts = promptsOf(io)
  const regions = regionsIn(reference).filter((region) => region.lab <= upTo)
  const solved = regions.filter((region) => region.lab <= lab.number)
  const open = regions.filter((region) => region.lab > lab.number)
  const sources = cutStarter(reference, {
    ...{ lab: upTo, prompts },
    solved: new Set(solved.map(({ name }) => name)),
    open: new Map(
      open.map((region) => [region.name, holeOf(region, { prompts })]),
    ),
  })
  return { lab: upTo, sources }
}

/** What is still to be written up to this lab, that of its own steps first. */
export function holesIn(root: string, lab: Lab): Hole[] {
  const holes = [...readSources(workOf(root).runtime)].flatMap(([file, text]) =>
    [...holesOf(text)].map(([region, line]) => ({ region, file, line })),
  )
  const order = lab.steps.flatMap(({ regions }) => regions)
  const rank = ({ region }: Hole) => {
    const index = order.indexOf(region)
    return index === -1 ? order.length : index
  }
  return holes
    .filter(({ region }) => labOf(region) <= lab.number)
    .sort((a, b) => rank(a) - rank(b))
}

/** The number in `lab-02-uts`. */
const labOf = (region: string) => Number(region.slice(4, 6))

/** Those holes that belong to a lab before this one. */
export function earlierHoles(holes: readonly Hole[], lab: Lab): Hole[] {
  return holes.filter(({ region }) => labOf(region) < lab.number)
}

/** Add the work folder to its history, if there is a git to do it. */
export function commitQuietly(io: Io, work: Work, message: string): void {
  if (hasGit()) commit(work, message)
  else io.err.write(`${say(io, 'start.noGit')}\n`)
}

/** One line for each kind of thing that happened to the student's files. */
export function writtenText(io: Io, root: string, begun: Begun): string {
  const places = begun.conflicts.map((file) => {
    const path = join(workOf(root).runtime, file)
    return `labs/work/runtime/${file}:${lineOfConflict(readFileSync(path, 'utf8'))}`
  })
  const lines: readonly [MessageKey, readonly string[]][] = [
    ['start.kept', begun.edited],
    ['start.merged', begun.merged],
    ['start.caughtUp', begun.caughtUp],
    ['start.foreign', begun.foreign],
    ['start.conflicts', places],
  ]
  return lines
    .filter(([, names]) => names.length > 0)
    .map(([key, names]) => `${say(io, key, { names: names.join(', ') })}\n`)
    .join('')
}

/** The prompts of every lab. */
function promptsOf(io: Io): Record<string, string> {
  return Object.fromEntries(
    allLabs()
      .flatMap(({ prompts }) => Object.entries(prompts))
      .map(([region, text]) => [region, localized(io, text)]),
  )
}
