/** The pages of the site as their sources say them, lessons included. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { labs } from '../../labs/catalog.ts'
import { type Language, languageOf } from '../.vitepress/language.ts'
import { lessonAt } from '../.vitepress/lessons/pages.ts'
import { docs } from '../.vitepress/places.ts'

export interface Page {
  /** Of its file below docs/, without `.md`: `theory/cgroups`, `zh/index`. */
  readonly path: string
  readonly language: Language
  readonly text: string
}

/** Pages that have a file below docs/. */
export function filePages(): Page[] {
  return readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^.[]*\.md$/.test(file))
    .sort()
    .map((file) => pageOf(file, readFileSync(join(docs, file), 'utf8')))
}

/** Pages that are lessons of labs, with what is put into them. */
export function lessonPages(): Page[] {
  return labs
    .flatMap(({ id }) => [`labs/${id}.md`, `zh/labs/${id}.md`])
    .map((file) => pageOf(file, lessonAt(file) ?? ''))
}

/** All pages there are. */
export const sitePages = () => [...filePages(), ...lessonPages()]

const pageOf = (file: string, text: string): Page => ({
  path: file.replace(/\.md$/, ''),
  language: languageOf(file),
  text,
})
