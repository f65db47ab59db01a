import type { DefaultTheme } from 'vitepress'
import { labs } from '../../labs/catalog.ts'
import { type Language, PREFIX } from './language.ts'
import { pageTitle } from './page-title.ts'
import { THEORY } from './theory-order.ts'

type Item = DefaultTheme.SidebarItem

const TITLES = {
  en: {
    start: 'How to start',
    labs: 'Labs',
    allLabs: 'All labs',
    reference: 'Reference',
    how: 'How it works',
    course: 'The course',
  },
  zh: {
    start: '如何开始',
    labs: '实验',
    allLabs: '全部实验',
    reference: '参考',
    how: '工作原理',
    course: '课程',
  },
} as const

const REFERENCE = ['cli', 'errors', 'check-api', 'glossary']
const HOW = ['syscall-table', 'vm', 'checker']
const COURSE = ['instructors', 'demos', 'changelog']

/** What stands at the left of every page of a language. */
export function sidebar(language: Language): DefaultTheme.Sidebar {
  const prefix = PREFIX[language]
  const theory = THEORY.map(({ title, pages }) =>
    group(title[language], pages.map(page(language, 'theory/'))),
  )
  return {
    [`${prefix}/theory/`]: theory,
    [`${prefix}/`]: practiceGroups(language),
  }
}

function practiceGroups(language: Language): Item[] {
  const words = TITLES[language]
  const prefix = PREFIX[language]
  return [
    group(words.labs, [
      { text: words.start, link: `${prefix}/start` },
      { text: words.allLabs, link: `${prefix}/labs/` },
      ...labs.map(({ id, title }) => ({
        text: `${id.slice(0, 2)} ${shortly(title[language])}`,
        link: `${prefix}/labs/${id}`,
      })),
    ]),
    group(words.reference, REFERENCE.map(page(language, 'reference/'))),
    group(words.how, HOW.map(page(language, 'how/'))),
    group(words.course, COURSE.map(page(language, ''))),
  ]
}

const page = (language: Language, folder: string) => (name: string) => {
  const path = `${folder}${name}`
  const file = language === 'en' ? path : `${language}/${path}`
  return { text: pageTitle(file), link: `/${file}` }
}

// Never folded: VitePress makes of that a button in a button.
const group = (text: string, items: Item[]): Item => ({ text, items })

/** "chroot: a process believes its root" ─▶ "chroot" */
const shortly = (title: string) => title.split(/[:：]/)[0] ?? title
