/**
 * `// #region lab-01-root` … `// #endregion lab-01-root`: the markers that
 * editors fold and that VitePress prints, read with no mercy, because a marker
 * that is misspelt would print a solution.
 */

export interface Region {
  /** `lab-01-root` */
  readonly name: string
  /** 1 */
  readonly lab: number
  /** Spaces before the marker. */
  readonly indent: string
  /** Indices of the two marker lines. */
  readonly start: number
  readonly end: number
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
const NAME = /^lab-(\d\d)-[a-z][a-z0-9-]*$/

/**
 * The regions of one file, in order.
 *
 * @throws {RegionError} When one is nested, not closed, closed by another
 *   name, named like no lab's, or there twice.
 */
export function regionsOf(path: string, text: string): Region[] {
  const regions: Region[] = []
  let open: Omit<Region, 'end'> | null = null
  for (const [index, line] of text.split('\n').entries()) {
    if (!LOOKS_LIKE_ONE.test(line)) continue
    const opens = OPENS.exec(line)
    if (opens !== null) {
      open = openRegion(path, index, opens, open, regions)
    } else {
      regions.push({ ...closeRegion(path, index, line, open), end: index })
      open = null
    }
  }
  if (open === null) return regions
  throw new RegionError(path, open.start, `region "${open.name}" has no end`)
}

function openRegion(
  path: string,
  start: number,
  [, indent = '', name = '']: RegExpExecArray,
  open: Omit<Region, 'end'> | null,
  regions: readonly Region[],
): Omit<Region, 'end'> {
  const fail = (fact: string) => new RegionError(path, start, fact)
  if (open !== null) throw fail(`"${name}" begins inside "${open.name}"`)
  const number = NAME.exec(name)?.[1]
  if (number === undefined) {
    throw fail(`expected a name as "lab-01-root" but found "${name}"`)
  }
  if (regions.some((region) => region.name === name)) {
    throw fail(`region "${name}" is there twice`)
  }
  return { name, lab: Number(number), indent, start }
}

function closeRegion(
  path: string,
  index: number,
  line: string,
  open: Omit<Region, 'end'> | null,
): Omit<Region, 'end'> {
  const name = CLOSES.exec(line)?.[1]
  if (name === undefined) {
    throw new RegionError(path, index, `no marker is written "${line.trim()}"`)
  }
  if (open !== null && open.name === name) return open
  const begun = open === null ? 'no region' : `"${open.name}"`
  throw new RegionError(path, index, `"${name}" ends where ${begun} is open`)
}
