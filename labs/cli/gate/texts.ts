/** The lesson of a lab: the same in both languages, and true. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { structureDifference } from '#checker/text/structure.ts'
import type { Bench, Item } from './bench.ts'
import type { Variant } from './variant.ts'

/** @param solution What a student has who has done the lab. */
export function texts(bench: Bench, solution: () => Variant): Item[] {
  return [
    languages(bench),
    {
      // Both languages have the same blocks, to the letter: see above.
      name: 'console blocks of the lesson',
      run: async () =>
        bench.consoleDiffers(
          await lesson(bench, 'en'),
          await solution().program(),
        ),
    },
  ]
}

function languages(bench: Bench): Item {
  return {
    name: 'both languages of the lesson have the same structure',
    run: async () =>
      structureDifference(await lesson(bench, 'en'), await lesson(bench, 'zh')),
  }
}

const lesson = ({ root, lab }: Bench, language: string) =>
  readFile(join(root, 'labs', lab.id, `lesson.${language}.md`), 'utf8')
