import { join } from 'node:path'
import type { Language } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { textIfThere } from '#vm/host/text-if-there.ts'
import { type DemoScript, parseDemo } from './script.ts'

/**
 * The demo of a lab; `null` if it has none.
 *
 * @throws {DemoScriptError} When it cannot be played.
 */
export function readDemo(
  root: string,
  lab: Pick<Lab, 'id'>,
  language: Language,
): DemoScript | null {
  const path = join('labs', lab.id, `demo.${language}.md`)
  const text = textIfThere(join(root, path))
  return text === null ? null : parseDemo(text, path)
}

/** The same in every language; where one has none, that of the other. */
export function readDemos(
  root: string,
  lab: Pick<Lab, 'id'>,
): Readonly<Record<Language, DemoScript>> | null {
  const en = readDemo(root, lab, 'en')
  const zh = readDemo(root, lab, 'zh')
  if (en === null && zh === null) return null
  return { en: en ?? (zh as DemoScript), zh: zh ?? (en as DemoScript) }
}
