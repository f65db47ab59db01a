/** Both languages have the same pages, and these say the same in the same order. */
import t from 'tap'
import { structureDifference } from '../checker/text/structure.ts'
import { filePages } from './test/pages.ts'

const pages = new Map(filePages().map(({ path, text }) => [path, text]))
const english = [...pages.keys()].filter((path) => !path.startsWith('zh/'))

/** The changelog is a record, in the language of the commits. */
const ONLY_ENGLISH = ['changelog']

t.test('every page is there in both languages', async (t) => {
  const chinese = [...pages.keys()]
    .filter((path) => path.startsWith('zh/'))
    .map((path) => path.slice('zh/'.length))
  t.ok(english.length > 30, 'there are pages')
  t.same(chinese, english)
})

t.test('both languages of a page have the same structure', async (t) => {
  for (const path of english) {
    if (ONLY_ENGLISH.includes(path)) continue
    const chinese = pages.get(`zh/${path}`)
    if (chinese === undefined) continue
    t.equal(structureDifference(pages.get(path) ?? '', chinese), null, path)
  }
})
