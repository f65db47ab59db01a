import t from 'tap'
import { sectionsIn } from './.vitepress/search/sections.ts'
import { tokenize } from './.vitepress/search/tokenize.ts'

/** What the browser has: the source of the function and nothing around it. */
const inBrowser: typeof tokenize = new Function(`return ${tokenize}`)()

/** Whether every word of a query is a word of the text. */
const finds = (text: string, query: string) =>
  inBrowser(query).every((word) => inBrowser(text).includes(word))

t.test('tokenize() finds Chinese words in running text', async (t) => {
  const text = '容器的命名空间只是内核讲的谎，内存限制写在 memory.max 里。'
  for (const query of ['命名空间', '空间', '内存', '限制', '内存限制', '谎'])
    t.ok(finds(text, query), query)
  t.notOk(finds(text, '网桥'))
})

t.test('tokenize() cuts English and code at punctuation', async (t) => {
  t.same(inBrowser('mount(2), "MNT_DETACH"'), ['mount', '2', 'MNT', 'DETACH'])
  t.same(inBrowser('用 pivot_root 换根').slice(0, 3), ['用', 'pivot', 'root'])
  t.same(inBrowser(' … '), [])
})

t.test('sectionsIn() cuts a page at its headings', async (t) => {
  const heading = (level: number, id: string, text: string) =>
    `<h${level} id="${id}" tabindex="-1">${text} <a class="header-anchor" href="#${id}" aria-label="Permalink">​</a></h${level}>`
  const html = [
    heading(1, 'a', '<code>A</code>'),
    '<p>one &lt;pid&gt;</p>',
    heading(2, 'b', 'B'),
    '<p>two</p>',
    heading(2, 'c', 'C'),
  ].join('\n')
  t.same(sectionsIn(html), [
    { anchor: 'a', titles: ['A'], text: 'one <pid>' },
    { anchor: 'b', titles: ['A', 'B'], text: 'two' },
    { anchor: 'c', titles: ['A', 'C'], text: '' },
  ])
})
