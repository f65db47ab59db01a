/**
 * The markers of a lab: editors fold them, VitePress prints them, the cutter
 * reads them with no mercy, because one that is misspelt would print a solution.
 *
 *     // #region lab-02             scaffolding: not there before lab 02
 *     case 'time':
 *       // #region lab-02-time      what the student of lab 02 writes
 *       return CLONE_NEWTIME
 *       // #endregion lab-02-time
 *     // #endregion lab-02
 *
 * Scaffolding may stand many times in a file, and may hold what students of the
 * same lab write. Nothing else nests.
 */

export interface Region {
  /** `lab-01-root`, or `lab-01` for scaffolding. */
  readonly name: string
  /** 1 */
  readonly lab: number
  /** Whether it is there as a whole or not at all: nothing to write. */
  readonly scaffolding: boolean
  /** Spaces before the marker. */
  readonly indent: string
  /** Indices of the two marker lines. */
  readonly start: number
  readonly end: number
  /** Regions between the two. */
  readonly inner: readonly Region[]
}

/** The markers of a file do not make regions. */
export class RegionError extends Error {
  override readonly name = 'RegionError'

  constructor(path: string, index: number, fact: string) {
    super(`${path}:${index + 1}: ${fact}`)
  }
}

const OPENS = /^(\s*)\/\/ #region (\S+)$/
const CLOSES = /^\s*\/\/ #endregion (\S+)$/
const LOOKS_LIKE_ONE = /\/\/\s*#?(end)?region\b/
const NAME = /^lab-(\d\d)(-[a-z][a-z0-9-]*)?$/

/** A region whose end is still to come. */
interface Open extends Omit<Region, 'end'> {
  readonly inner: Region[]
}

/**
 * The outer regions of one file, in order.
 *
 * @throws {RegionError} When one is nested where it may not be, not closed,
 *   closed by another name, named like no lab's, or a student's is there twice.
 */
export function regionsOf(path: string, text: string): Region[] {
  const outer: Region[] = []
  const open: Open[] = []
  const seen = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (!LOOKS_LIKE_ONE.test(line)) continue
    const opens = OPENS.exec(line)
    if (opens !== null) {
      open.push(openRegion(path, index, opens, open.at(-1), seen))
    } else {
      const closed = closeRegion(path, index, line, open.pop())
      const into = open.at(-1)?.inner ?? outer
      into.push(closed)
    }
  }
  const [unclosed] = open
  if (unclosed === undefined) return outer
  const fact = `region "${unclosed.name}" has no end`
  throw new RegionError(path, unclosed.start, fact)
}

/** Regions that students write, however deep, in order. */
export function writtenRegions(regions: readonly Region[]): Region[] {
  return regions.flatMap((region) =>
    region.scaffolding ? writtenRegions(region.inner) : [region],
  )
}

function openRegion(
  path: string,
  start: number,
  [, indent = '', name = '']: RegExpExecArray,
  around: Open | undefined,
  seen: Set<string>,
): Open {
  const fail = (fact: string) => new RegionError(path, start, fact)
  const [, number, topic] = NAME.exec(name) ?? []
  if (number === undefined) {
    const forms = '"lab-01" or "lab-01-root"'
    throw fail(`expected a name as ${forms} but found "${name}"`)
  }
  const region = {
    ...{ name, lab: Number(number), scaffolding: topic === undefined },
    ...{ indent, start, inner: [] },
  }
  if (around !== undefined && !mayHold(around, region)) {
    throw fail(`"${name}" begins inside "${around.name}"`)
  }
  if (region.scaffolding) return region
  if (seen.has(name)) throw fail(`region "${name}" is there twice`)
  seen.add(name)
  return region
}

function mayHold(around: Open, region: Open): boolean {
  return around.scaffolding && !region.scaffolding && around.lab === region.lab
}

function closeRegion(
  path: string,
  end: number,
  line: string,
  open: Open | undefined,
): Region {
  const name = CLOSES.exec(line)?.[1]
  if (name === undefined) {
    throw new RegionError(path, end, `no marker is written "${line.trim()}"`)
  }
  if (open !== undefined && open.name === name) return { ...open, end }
  const begun = open === undefined ? 'no region' : `"${open.name}"`
  throw new RegionError(path, end, `"${name}" ends where ${begun} is open`)
}
