import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chalk } from 'chalk'
import t from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import { columnsOf } from '#checker/text/width.ts'
import { renderMarkdown, sectionOf } from './markdown.ts'

const plain = new Chalk({ level: 0 })
const coloured = new Chalk({ level: 1 })

const render = (text: string, columns: number) =>
  renderMarkdown(text, { columns, color: plain })

const lessons = ['en', 'zh'].map((language) =>
  readFileSync(
    join(checkoutRoot(), `labs/01-chroot/lesson.${language}.md`),
    'utf8',
  ),
)

for (const columns of [40, 80, 120]) {
  t.test(`renderMarkdown() fits lessons in ${columns} columns`, async (t) => {
    for (const lesson of lessons) {
      for (const color of [plain, coloured]) {
        const lines = renderMarkdown(lesson, { columns, color }).split('\n')
        t.ok(lines.length > 100)
        t.same(
          lines.filter((line) => columnsOf(line) > columns),
          [],
        )
      }
    }
  })

  t.test(`renderMarkdown() loses no word in ${columns} columns`, async (t) => {
    const words = (text: string) =>
      text.replace(/[`*#•↪\s─-]|\]\([^)]*\)|^\[|```\w+/gm, '')
    for (const lesson of lessons) {
      const source = lesson.replace(/```\w+/g, '')
      t.equal(words(render(lesson, columns)), words(source))
    }
  })
}

t.test('renderMarkdown() joins Chinese lines without a space', async (t) => {
  t.equal(
    render('容器就是\n进程，\n`chroot` 改变它。', 40),
    '容器就是进程， `chroot` 改变它。\n',
  )
})

t.test('renderMarkdown() lays out lists', async (t) => {
  const source = [
    '- one is long enough',
    '- two',
    '  1. inner',
    '  2. other',
    '',
    'end',
  ].join('\n')
  t.equal(
    render(source, 14),
    [
      '• one is long',
      '  enough',
      '• two',
      '  1. inner',
      '  2. other',
      '',
      'end',
      '',
    ].join('\n'),
  )
})

t.test('renderMarkdown() lays out a table and wraps its cells', async (t) => {
  const source = '| call | does |\n|---|---|\n| `chroot` | 改变根目录的含义 |\n'
  t.equal(
    render(source, 30),
    [
      'call      does',
      '────────  ────────────────',
      '`chroot`  改变根目录的含义',
      '',
    ].join('\n'),
  )
  t.equal(
    render(source, 19),
    [
      'call      does',
      '────────  ─────────',
      '`chroot`  改变根目',
      '          录的含义',
      '',
    ].join('\n'),
  )
})

t.test('renderMarkdown() knows containers, not inside code', async (t) => {
  const source =
    '::: warning Mind this\nBe *careful*.\n:::\n\n```text\n::: tip\n```\n'
  t.equal(render(source, 40), '▌ Mind this\n▌ Be careful.\n\n    ::: tip\n')
})

t.test('renderMarkdown() cuts long code and says so', async (t) => {
  t.equal(
    render('```sh\n0123456789ABCDEF\n```', 16),
    '    0123456789AB\n    ↪ CDEF\n',
  )
})

t.test('renderMarkdown() shows where links lead', async (t) => {
  const source = '[runc](https://example.org/runc) and [here](#task)'
  t.equal(render(source, 80), 'runc (https://example.org/runc) and here\n')
  t.match(
    renderMarkdown(source, { columns: 80, color: plain, links: true }),
    '\u001b]8;;https://example.org/runc\u001b\\runc\u001b]8;;\u001b\\',
  )
})

t.test('renderMarkdown() decodes entities and drops comments', async (t) => {
  t.equal(render('a &lt; b &amp; c\n\n<!-- no > no -->\n', 40), 'a < b & c\n')
})

t.test('sectionOf() finds a section in either language', async (t) => {
  for (const lesson of lessons) {
    const task = sectionOf(lesson, ['Task', '任务'])
    t.match(task, /### .*1/)
    t.match(task, 'attack/chroot-escape.ts')
    t.notMatch(task, /^## /m)
  }
  t.equal(sectionOf('# a', ['Task']), null)
})
