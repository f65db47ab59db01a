/** Gives a student the starter of a lab, around what is there already. */
import type { Lab } from '#checker/lab.ts'
import { allLabs } from './find-lab.ts'
import { commit, hasGit } from './history.ts'
import { localized, say } from './i18n.ts'
import type { Io } from './io.ts'
import type { MessageKey } from './messages.ts'
import { cutStarter, holesOf, regionsOfLab, type Sources } from './starter.ts'
import {
  readReference,
  readSources,
  type Written,
  writeStarter,
} from './work.ts'
import { type Work, workOf } from './work-paths.ts'

/** A place a student has to write. */
export interface Hole {
  readonly region: string
  /** Below `runtime/`. */
  readonly file: string
  readonly line: number
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
): Promise<Written> {
  const work = workOf(root)
  const reference = readReference(root)
  const mine = readSources(work.runtime)
  const written = await writeStarter(
    work,
    cutStarter(reference, {
      lab: lab.number,
      prompts: promptsUpTo(io, lab),
      emptied: emptiedBy(lab, reference, mine, catchUp),
    }),
  )
  commitQuietly(io, work, `start ${lab.id}`)
  return written
}

/** The starter of a lab with nothing of the student in it. */
export function freshStarter(io: Io, root: string, lab: Lab): Sources {
  const prompts = promptsUpTo(io, lab)
  return cutStarter(readReference(root), { lab: lab.number, prompts })
}

/** The reference as of a lab: every region filled, later labs left out. */
export function solutionOf(root: string, lab: Lab): Sources {
  const reference = readReference(root)
  const solved = new Set(regionsOfLab(reference, lab.number))
  return cutStarter(reference, { lab: lab.number, prompts: {}, solved })
}

/** What is still to be written, in the order of the lab's steps. */
export function holesIn(root: string, lab: Lab): Hole[] {
  const holes = [...readSources(workOf(root).runtime)].flatMap(([file, text]) =>
    [...holesOf(text)].map(([region, line]) => ({ region, file, line })),
  )
  const order = lab.steps.flatMap(({ regions }) => regions)
  const rank = ({ region }: Hole) => {
    const index = order.indexOf(region)
    return index === -1 ? order.length : index
  }
  return holes.sort((a, b) => rank(a) - rank(b))
}

/** Add the work folder to its history, if there is a git to do it. */
export function commitQuietly(io: Io, work: Work, message: string): void {
  if (hasGit()) commit(work, message)
  else io.err.write(`${say(io, 'start.noGit')}\n`)
}

/** One line for each kind of thing that happened to the student's files. */
export function writtenText(io: Io, written: Written): string {
  const lines: readonly [MessageKey, readonly string[]][] = [
    ['start.kept', written.edited],
    ['start.merged', written.merged],
    ['start.conflicts', written.conflicts],
  ]
  return lines
    .filter(([, files]) => files.length > 0)
    .map(([key, files]) => `${say(io, key, { files: files.join(', ') })}\n`)
    .join('')
}

/**
 * Earlier regions that the student has code of their own for, or should: they
 * stay as they are in the work folder, so the new starter has no code there.
 */
function emptiedBy(
  lab: Lab,
  reference: Sources,
  mine: Sources,
  catchUp: boolean,
): ReadonlySet<string> {
  if (mine.size === 0) return new Set()
  const open = new Set(
    [...mine.values()].flatMap((text) => [...holesOf(text).keys()]),
  )
  const earlier = allLabs()
    .filter(({ number }) => number < lab.number)
    .flatMap(({ number }) => regionsOfLab(reference, number))
  return new Set(earlier.filter((region) => !catchUp || !open.has(region)))
}

/** The prompts of this lab and of those before it. */
function promptsUpTo(io: Io, lab: Lab): Record<string, string> {
  return Object.fromEntries(
    allLabs()
      .filter(({ number }) => number <= lab.number)
      .flatMap(({ prompts }) => Object.entries(prompts))
      .map(([region, text]) => [region, localized(io, text)]),
  )
}
