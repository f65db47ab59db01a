import t from 'tap'
import { pagesWithConsole, type SiteBench, siteItems } from './site.ts'

const CONSOLE = '# A\n\n```console\n# echo a\na\n```\n'

const tree = {
  docs: {
    'index.md': '# Nothing to type\n',
    labs: { '[lab].md': CONSOLE },
    theory: { 'b.md': CONSOLE, 'a.md': CONSOLE },
    zh: { theory: { 'a.md': CONSOLE } },
    '.vitepress': { 'c.md': CONSOLE },
  },
}

t.test('pagesWithConsole() are English and have commands', async (t) => {
  const pages = pagesWithConsole(t.testdir(tree))
  t.same(
    pages.map(({ name }) => name),
    ['theory/a', 'theory/b'],
  )
})

t.test('siteItems() compare a page, and come in parts', async (t) => {
  const seen: string[] = []
  const bench: SiteBench = {
    root: t.testdir(tree),
    scratch: t.testdirName,
    sources: new Map([
      ['cli/mini-runc.ts', 'process.exit()'],
      ['cli/mini-escape.ts', 'process.exit()'],
    ]),
    consoleDiffers: async (text, { runtime }) => {
      seen.push(text, `${runtime}`)
      return 'line 4 differs'
    },
  }
  const [first] = siteItems(bench)
  t.match(first, { name: 'theory/a', isOneOfMany: true })
  t.equal(await first?.run(), 'line 4 differs')
  t.same(seen, [CONSOLE, 'mini-runc.cjs'])
})
