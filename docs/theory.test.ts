/** What every page of theory has: a question, a picture or code, a trial, sources. */
import t from 'tap'
import { labs } from '../labs/catalog.ts'
import { shownCommands } from '../labs/cli/gate/console.ts'
import { sidebar } from './.vitepress/sidebar.ts'
import { THEORY } from './.vitepress/theory-order.ts'
import { filePages } from './test/pages.ts'

const pages = filePages()
const theory = pages.filter(({ path }) => /^(zh\/)?theory\//.test(path))

t.test('every page of theory has its place in the order', async (t) => {
  const ordered = THEORY.flatMap(({ pages }) => pages)
  const there = theory
    .filter(({ language }) => language === 'en')
    .map(({ path }) => path.replace('theory/', ''))
  t.same(ordered.toSorted(), there.toSorted())
})

t.test('every page of theory asks, lets try, and names sources', async (t) => {
  for (const { path, text, language } of theory) {
    const sources = language === 'en' ? 'Sources' : '来源'
    t.match(text, /^---\ntitle: .+\ndescription: .+\n/, `${path}: head`)
    t.match(text, /^<Quiz /m, `${path}: a question to predict`)
    t.ok(shownCommands(text).length > 3, `${path}: something to try`)
    const [, last = ''] = text.split(`\n## ${sources}\n`)
    t.match(last, /\]\(https:\/\//, `${path}: sources`)
    t.notMatch(last, /^## /m, `${path}: sources come last`)
  }
})

t.test('the menu leads to every page but the first', async (t) => {
  const linked = JSON.stringify([sidebar('en'), sidebar('zh')])
  const own = pages.map(({ path }) => path)
  const lessons = labs.flatMap(({ id }) => [`labs/${id}`, `zh/labs/${id}`])
  for (const path of [...own, ...lessons]) {
    if (path === 'index' || path === 'zh/index') continue
    const address = `/${path.replace(/\/index$/, '/')}`
    t.ok(linked.includes(`"link":"${address}"`), address)
  }
})
