/**
 * Variants of the reference: a copy of `runtime/` in a folder of its own, with
 * one thing wrong, bundled so that it can be judged.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mistake } from '#checker/check.ts'

/** How a file below `runtime/` is changed; the source it had, the source it gets. */
export interface Edit {
  readonly file: string
  change(source: string): string
}

/**
 * Copy the reference into a temporary folder below `parent`, edit it, hand the
 * folder on, and remove it whatever happens.
 *
 * @param reference The `runtime/` folder to copy.
 */
export async function withVariant<T>(
  reference: string,
  parent: string,
  edits: readonly Edit[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent, 'variant-'))
  try {
    const copy = join(folder, 'runtime')
    await cp(reference, copy, { recursive: true, filter: isNoTest })
    for (const { file, change } of edits) {
      const path = join(copy, file)
      await writeFile(path, change(await readFile(path, 'utf8')))
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const isNoTest = (path: string) => !/\.test\.ts$|\/test$/.test(path)

/**
 * The edit that makes a mistake.
 *
 * @throws {Error} From `change`, if the text to replace does not stand exactly
 *   once in the file: the reference moved on and the mistake did not.
 */
export function mistakeEdit({ id, file, find, replace }: Mistake): Edit {
  return {
    file,
    change(source) {
      const parts = source.split(find)
      if (parts.length !== 2) {
        throw new Error(
          `Expected the text of mistake "${id}" once in ${file} but found it ${parts.length - 1} times`,
        )
      }
      return parts.join(replace)
    },
  }
}
