/**
 * Cuts a starter from the reference runtime.
 *
 *     // #region lab-01-root           // TODO(lab-01-root): What to do,
 *     child.chroot(rootfs)       ──▶   //   in the words of the lab.
 *     // #endregion lab-01-root        todo('lab-01-root')
 *
 * Of the lab that is started the regions become prompts; of earlier labs they
 * stay, without their markers; of later labs they vanish, and so do imports that
 * only they used. Text in, text out: no file is read or written here.
 */
import { dirname, relative } from 'node:path/posix'
import { neededImports } from './starter/imports.ts'
import { type Region, regionsOf } from './starter/regions.ts'
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
  /** Regions of earlier labs that become prompts: a student's own code stands there. */
  readonly emptied?: ReadonlySet<string>
}

/**
 * The whole starter of a lab.
 *
 * @throws {RegionError} When markers do not pair.
 * @throws {Error} When a region has no prompt.
 */
export function cutStarter(sources: Sources, cut: Cut): Map<string, string> {
  return new Map(
    [...sources].map(([path, text]) => [path, cutFile(path, text, cut)]),
  )
}

/** One file of the starter; text without regions comes back as it was. */
export function cutFile(path: string, text: string, cut: Cut): string {
  const regions = regionsOf(path, text)
  if (regions.length === 0) return text

  const lines = text.split('\n')
  // From the end, so that line numbers before a replacement stay right.
  for (const region of regions.toReversed()) {
    const length = region.end - region.start + 1
    lines.splice(region.start, length, ...replacement(lines, region, cut))
  }
  const result = lines.join('\n')
  const imported = dropImports(text, result, cut, regions)
  return usesTodo(result) ? importTodo(path, imported) : imported
}

/** The holes of a student's file: region → line of its TODO, counted from 1. */
export function holesOf(text: string): Map<string, number> {
  const holes = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const name = /^\s*\/\/ TODO\((lab-\d\d-[a-z0-9-]+)\)/.exec(line)?.[1]
    if (name !== undefined) holes.set(name, index + 1)
  }
  return holes
}

/** Every region of these sources that belongs to a lab, in order of the files. */
export function regionsOfLab(sources: Sources, lab: number): string[] {
  return [...sources].flatMap(([path, text]) =>
    regionsOf(path, text)
      .filter((region) => region.lab === lab)
      .map((region) => region.name),
  )
}

/** The code of each region of a lab, without the indentation they share. */
export function regionTexts(sources: Sources, lab: number) {
  return [...sources].flatMap(([path, text]) =>
    regionsOf(path, text)
      .filter((region) => region.lab === lab)
      .map(({ name, indent, start, end }) => {
        const lines = text.split('\n').slice(start + 1, end)
        const unindented = lines.map((line) =>
          line.startsWith(indent) ? line.slice(indent.length) : line,
        )
        return { path, name, text: unindented.join('\n') }
      }),
  )
}

function replacement(
  lines: readonly string[],
  region: Region,
  cut: Cut,
): readonly string[] {
  if (region.lab > cut.lab) return []
  const keeps =
    region.lab < cut.lab
      ? !cut.emptied?.has(region.name)
      : cut.solved?.has(region.name)
  if (keeps) return lines.slice(region.start + 1, region.end)
  return hole(region, cut)
}

/** The comment that stands in place of a region, and the call that says so at run time. */
function hole({ name, indent }: Region, { prompts }: Cut): string[] {
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

/** Imports that only a later lab's region used would puzzle a reader. */
function dropImports(
  before: string,
  after: string,
  cut: Cut,
  regions: readonly Region[],
): string {
  const vanished = regions.some((region) => region.lab > cut.lab)
  return vanished ? neededImports(before, after) : after
}

/** Add the import of `todo` above the first import, or where one would stand. */
function importTodo(path: string, text: string): string {
  if (/^import .*\btodo\b.* from '.*todo\.ts'/m.test(text)) return text
  const from = relative(dirname(path), 'todo.ts')
  const specifier = from.startsWith('.') ? from : `./${from}`
  const lines = text.split('\n')
  lines.splice(importLine(lines), 0, `import { todo } from '${specifier}'`)
  return lines.join('\n')
}

function importLine(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.startsWith('import '))
  if (first !== -1) return first
  // After the essay at the head of the file.
  const end = lines.findIndex((line) => line.trimEnd().endsWith('*/'))
  return lines[0]?.startsWith('/**') ? end + 1 : 0
}
