/**
 * The pages of the site beside the lessons: what a console on them shows is what the
 * VM prints, with the programs of the reference at hand.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench, Item } from './bench.ts'
import { shownCommands } from './console.ts'
import { manyOf } from './many.ts'
import { Variant } from './variant.ts'

/** What the pages need, when they are looked at in one lane. */
export type SiteBench = Pick<
  Bench,
  'root' | 'scratch' | 'sources' | 'consoleDiffers'
>

/** An item for each page with a console. */
export function siteItems(bench: SiteBench): Item[] {
  const { root, sources, consoleDiffers } = bench
  const reference = new Variant(bench, 'the reference', sources)
  return manyOf(
    pagesWithConsole(root).map(({ name, text }) => ({
      name,
      run: async () => consoleDiffers(text, await reference.program()),
    })),
  )
}

export interface Page {
  /** `theory/cgroups` */
  readonly name: string
  readonly text: string
}

/** English ones: the Chinese have the same blocks, to the letter; a test sees to it. */
export function pagesWithConsole(root: string): Page[] {
  const docs = join(root, 'docs')
  return readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!zh\/)[^.[]*\.md$/.test(file))
    .sort()
    .map((file) => ({
      name: file.replace(/\.md$/, ''),
      text: readFileSync(join(docs, file), 'utf8'),
    }))
    .filter(({ text }) => shownCommands(text).length > 0)
}
