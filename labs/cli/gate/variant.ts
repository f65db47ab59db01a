/**
 * A runtime to judge that differs from the reference: a starter, a solution, a
 * mistake. It is written once and bundled once, however many items and labs ask.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JudgedProgram, Mistake } from '#checker/check.ts'
import { bundleRuntime } from '#checker/runtime-programs.ts'
import type { Sources } from '../starter.ts'

/** Where variants are written and bundled. */
export interface Workshop {
  /** A folder inside the checkout, so that imports of packages resolve. */
  readonly scratch: string
}

export class Variant {
  readonly #workshop: Workshop
  readonly #name: string
  readonly #sources: Sources
  #folder: Promise<string> | null = null
  #program: Promise<JudgedProgram> | null = null

  constructor(workshop: Workshop, name: string, sources: Sources) {
    this.#workshop = workshop
    this.#name = name
    this.#sources = sources
  }

  /** The folder that contains its `runtime/`. */
  folder(): Promise<string> {
    this.#folder ??= this.#write()
    return this.#folder
  }

  program(): Promise<JudgedProgram> {
    this.#program ??= this.#bundle()
    return this.#program
  }

  /** Remove its files; whoever asks again gets new ones. */
  async discard(): Promise<void> {
    const folder = await this.#folder
    this.#folder = null
    this.#program = null
    if (folder === null) return
    await rm(folder, { recursive: true, force: true })
  }

  async #write(): Promise<string> {
    const folder = await mkdtemp(join(this.#workshop.scratch, 'variant-'))
    for (const [path, text] of this.#sources) {
      const file = join(folder, 'runtime', path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    return folder
  }

  async #bundle(): Promise<JudgedProgram> {
    const folder = await this.folder()
    const runtime = join(folder, 'runtime')
    return await bundleRuntime(join(folder, 'programs'), {
      name: this.#name,
      runtime,
    })
  }
}

/** Use a variant that nobody else will, and remove it whatever happens. */
export async function withVariant<T>(
  workshop: Workshop,
  name: string,
  sources: Sources,
  use: (variant: Variant) => Promise<T>,
): Promise<T> {
  const variant = new Variant(workshop, name, sources)
  try {
    return await use(variant)
  } finally {
    await variant.discard()
  }
}

/** Text that stands exactly once in a file, and what replaces it. */
export type Edit = Pick<Mistake, 'id' | 'file' | 'find' | 'replace'>

/**
 * The reference with one thing done another way: a mistake, or an alternate.
 *
 * @throws {Error} If the text to replace does not stand exactly once in the
 *   file: the reference moved on and the edit did not.
 */
export function withEdit(
  sources: Sources,
  { id, file, find, replace }: Edit,
): Sources {
  const text = sources.get(file)
  if (text === undefined) {
    throw new Error(`Expected "${file}" of "${id}" below runtime/`)
  }
  const parts = text.split(find)
  if (parts.length !== 2) {
    throw new Error(
      `Expected the text of "${id}" once in ${file} but found it ${parts.length - 1} times`,
    )
  }
  return new Map([...sources, [file, parts.join(replace)]])
}

/** Groups of edits that can be made together. */
export function independent<T extends Edit>(
  sources: Sources,
  edits: readonly T[],
  fits: (edit: T, other: T) => boolean = () => true,
): readonly (readonly T[])[] {
  const groups: T[][] = []
  for (const edit of edits) {
    const group = groups.find(
      (group) =>
        group.every((other) => fits(edit, other)) &&
        areIndependent(sources, [...group, edit]),
    )
    if (group) group.push(edit)
    else groups.push([edit])
  }
  return groups
}

/**
 * Edits that are not right together, made one after the other.
 *
 * @param look What is wrong with one of them; `null` if nothing is.
 * @returns A line for each that is not right alone either.
 */
export async function eachAlone<T extends Edit>(
  edits: readonly T[],
  look: (edit: T) => Promise<string | null>,
): Promise<string[]> {
  const found: string[] = []
  for (const edit of edits) {
    const wrong = await look(edit)
    if (wrong !== null) found.push(`${edit.id}: ${wrong}`)
  }
  return found
}

/** Whether edits are the same in either order: then none undoes another. */
function areIndependent(sources: Sources, edits: readonly Edit[]): boolean {
  try {
    const forth = edits.reduce(withEdit, sources)
    const back = edits.toReversed().reduce(withEdit, sources)
    return edits.every(({ file }) => forth.get(file) === back.get(file))
  } catch {
    // One of them is not found any more.
    return false
  }
}
