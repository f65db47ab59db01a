/**
 * The lessons of the labs as pages. Their texts stay where they are, because the
 * terminal shows the same; what only a page can show is put in between.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../../../checker/lab.ts'
import { labs } from '../../../labs/catalog.ts'
import type { Language } from '../language.ts'
import { root } from '../places.ts'
import { insertPieces } from './insert.ts'
import { picturesOf } from './pictures.ts'

export interface LessonPage {
  readonly params: { readonly lab: string }
  readonly content: string
}

/** What the routes `labs/[lab].md` of a language are made of. */
export function lessonPages(language: Language): LessonPage[] {
  return labs.map((lab) => ({
    params: { lab: lab.id },
    content: lessonPage(lab, language),
  }))
}

/** The text of the page with this path below docs/, if it is one of a lesson. */
export function lessonAt(path: string): string | undefined {
  const [, prefix, id] = /^(zh\/)?labs\/([^/]+)\.md$/.exec(path) ?? []
  const lab = labs.find((lab) => lab.id === id)
  return lab && lessonPage(lab, prefix === undefined ? 'en' : 'zh')
}

function lessonPage(lab: Lab, language: Language): string {
  const { id, minutes, isDraft = false } = lab
  const about = `lab="${id}" :minutes="${minutes}" :draft="${isDraft}"`
  const command = `\`\`\`sh\nnpx labs start ${id}\n\`\`\``
  const box = `<StartLab ${about}>\n\n${command}\n\n</StartLab>`
  const text = insertPieces(lessonOf(lab, language), [
    { heading: 0, atEnd: true, markdown: box },
    ...picturesOf(id, lessonOf(lab, 'en')),
  ])
  const cast = `${DEMO[language]}\n\n<CastView lab="${id}" />`
  const table = `${TABLE[language]}\n\n<SyscallTable lab="${id}" />`
  return `${text}\n\n${cast}\n\n${table}\n`
}

const DEMO: Readonly<Record<Language, string>> = {
  en: '## The demo',
  zh: '## 演示录像',
}

const TABLE: Readonly<Record<Language, string>> = {
  en: '## The table of system calls',
  zh: '## 系统调用表',
}

const lessonOf = ({ id }: Lab, language: Language) =>
  readFileSync(join(root, 'labs', id, `lesson.${language}.md`), 'utf8')
