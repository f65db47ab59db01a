/**
 * Cuts a starter from the reference runtime.
 *
 *     // #region lab-01-root           // TODO(lab-01-root): What to do,
 *     child.chroot(rootfs)       ──▶   //   in the words of the lab.
 *     // #endregion lab-01-root        todo('lab-01-root')
 *
 * Of the lab that is started the regions become prompts; of earlier labs they
 * stay, without their markers; of later labs they vanish, and so does the
 * scaffolding of later labs (`// #region lab-02`), with imports and files that
 * only they used. Text in, text out: no file is read or written here.
 */
import { dirname, relative } from 'node:path/posix'
import { collapse } from './starter/collapse.ts'
import { insertImports, neededImports } from './starter/imports.ts'
import { reachable } from './starter/reach.ts'
import { type Region, regionsOf, writtenRegions } from './starter/regions.ts'
import { join } from './starter/seam.ts'
import { wrapComment } from './starter/wrap-comment.ts'

/** Path below `runtime/` → text. */
export type Sources = ReadonlyMap<string, string>

export interface Cut {
  /** Number of the lab that is started; what belongs to later ones vanishes. */
  readonly lab: number
  /** Region → what stands in its place. */
  readonly prompts: Readonly<Record<string, string>>
  /** Regions of this lab that keep the reference's code. */
  readonly solved?: ReadonlySet<string>
  /** Regions, of earlier labs too, that stay open, and the lines that stand there. */
  readonly open?: ReadonlyMap<string, readonly string[]>
}

/**
 * The whole starter of a lab.
 *
 * @throws {RegionError} When markers do not pair.
 * @throws {Error} When a region has no prompt.
 */
export function cutStarter(sources: Sources, cut: Cut): Map<string, string> {
  return reachable(
    new Map(
      [...sources].map(([path, text]) => [path, cutFile(path, text, cut)]),
    ),
    cut.lab,
  )
}

/** One file of the starter; text without regions comes back as it was. */
export function cutFile(path: string, text: string, cut: Cut): string {
  const regions = regionsOf(path, text)
  if (regions.length === 0) return text

  const lines = text.split('\n')
  const result = cutLines(lines, regions, cut, (region) =>
    replacement(lines, region, cut),
  )
  // What a hole needs is imported already: it is the first hint.
  const after = cutLines(lines, regions, cut, (region) => inside(lines, region))
  const imported = neededImports(result, { before: text, after })
  return usesTodo(result) ? importTodo(path, imported) : imported
}

/** The holes of a student's file: region → line of its TODO, counted from 1. */
export function holesOf(text: string): Map<string, number> {
  const holes = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const name = TODO.exec(line)?.[1]
    if (name !== undefined) holes.set(name, index + 1)
  }
  return holes
}

/** The lines of each hole, from its TODO to the call of `todo`. */
export function holeLines(text: string): Map<string, string[]> {
  const lines = text.split('\n')
  return new Map(
    [...holesOf(text)].map(([name, line]) => {
      const rest = lines.slice(line - 1)
      const call = rest.findIndex((line) => line.includes(`todo('${name}')`))
      return [name, rest.slice(0, call + 1)]
    }),
  )
}

const TODO = /^\s*\/\/ TODO\((lab-\d\d-[a-z0-9-]+)\)/

/** Every region of these sources that students write, in order of the files. */
export function regionsIn(sources: Sources): Region[] {
  return [...sources].flatMap(([path, text]) =>
    writtenRegions(regionsOf(path, text)),
  )
}

/** The names of those that belong to a lab. */
export function regionsOfLab(sources: Sources, lab: number): string[] {
  return regionsIn(sources)
    .filter((region) => region.lab === lab)
    .map((region) => region.name)
}

/** The code of each region of a lab, without the indentation they share. */
export function regionTexts(sources: Sources, lab: number) {
  return [...sources].flatMap(([path, text]) =>
    writtenRegions(regionsOf(path, text))
      .filter((region) => region.lab === lab)
      .map((region) => {
        const { name, indent } = region
        const unindented = inside(text.split('\n'), region).map((line) =>
          line.startsWith(indent) ? line.slice(indent.length) : line,
        )
        return { path, name, text: unindented.join('\n') }
      }),
  )
}

/** What stands in the place of a region that a student writes. */
type Fill = (region: Region) => readonly string[]

function cutLines(
  lines: readonly string[],
  inner: readonly Region[],
  cut: Cut,
  fill: Fill,
): string {
  const kept: string[] = []
  addInside(kept, lines, { start: -1, end: lines.length, inner }, cut, fill)
  const vanished = inner.some((region) => region.lab > cut.lab)
  return (vanished ? collapse(kept) : kept).join('\n')
}

/** Adds the lines between two markers, without what belongs to later labs. */
function addInside(
  kept: string[],
  lines: readonly string[],
  { start, end, inner }: Pick<Region, 'start' | 'end' | 'inner'>,
  cut: Cut,
  fill: Fill,
): void {
  let next = start + 1
  for (const region of inner) {
    join(kept, lines.slice(next, region.start))
    next = region.end + 1
    if (region.lab > cut.lab) continue
    if (region.scaffolding) addInside(kept, lines, region, cut, fill)
    else join(kept, fill(region))
  }
  join(kept, lines.slice(next, end))
}

const inside = (lines: readonly string[], { start, end }: Region) =>
  lines.slice(start + 1, end)

function replacement(
  lines: readonly string[],
  region: Region,
  cut: Cut,
): readonly string[] {
  const { name, lab } = region
  const open = cut.open?.get(name)
  if (open !== undefined) return open
  const isKept = lab < cut.lab || cut.solved?.has(name)
  return isKept ? inside(lines, region) : holeOf(region, cut)
}

/** The comment that stands in place of a region, and the call that says so at run time. */
export function holeOf(
  { name, indent }: Pick<Region, 'name' | 'indent'>,
  { prompts }: Pick<Cut, 'prompts'>,
): string[] {
  const words = prompts[name]
  if (words === undefined) {
    throw new Error(`Expected a prompt for region "${name}" but found none`)
  }
  return [
    ...wrapComment(`TODO(${name}): ${words}`, indent),
    `${indent}todo('${name}')`,
  ]
}

const usesTodo = (text: string) => /^\s*todo\('/m.test(text)

function importTodo(path: string, text: string): string {
  if (/^import .*\btodo\b.* from '.*todo\.ts'/m.test(text)) return text
  const from = relative(dirname(path), 'todo.ts')
  const specifier = from.startsWith('.') ? from : `./${from}`
  return insertImports(text, `import { todo } from '${specifier}'\n`)
}
