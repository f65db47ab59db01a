import t from 'tap'
import { lineOfConflict, mergeTexts, parseHunks } from './merge.ts'

const labels = { ours: 'yours', theirs: 'lab 02' }

const merge = (ours: string, base: string, theirs: string) =>
  mergeTexts(ours, base, theirs, labels)

/** One letter a line. */
const lines = (letters: string) => letters.replace(/./g, '$&\n')

t.test('mergeTexts() takes what only one side changed', async (t) => {
  const base = lines('abcdef')
  for (const [ours, theirs, text] of [
    ['abcdef', 'abcdef', 'abcdef'],
    ['Abcdef', 'abcdef', 'Abcdef'],
    ['abcdef', 'abcdeF', 'abcdeF'],
    ['Abcdef', 'abcdeF', 'AbcdeF'],
    ['abdef', 'abcdefg', 'abdefg'],
    ['xabcdef', 'abcdef', 'xabcdef'],
    ['', 'abcdef', ''],
  ] as const) {
    t.same(
      merge(lines(ours), base, lines(theirs)),
      { text: lines(text), conflict: false },
      `${ours} ${theirs}`,
    )
  }
})

t.test('mergeTexts() takes changes that only touch', async (t) => {
  const base = lines('abcdef')
  for (const [ours, theirs, text] of [
    ['abXYef', 'abcdNef', 'abXYNef'],
    ['abXYef', 'abNcdef', 'abNXYef'],
    ['abXdef', 'abcYef', 'abXYef'],
    ['abYef', 'aXcdef', 'aXYef'],
  ] as const) {
    t.same(
      merge(lines(ours), base, lines(theirs)),
      { text: lines(text), conflict: false },
      `${ours} ${theirs}`,
    )
  }
})

t.test('mergeTexts() keeps what both insert at one place', async (t) => {
  t.match(merge(lines('axb'), lines('ab'), lines('ayb')), {
    text: lines('axyb'),
    conflict: false,
  })
  t.match(merge(lines('axb'), lines('ab'), lines('axb')), {
    text: lines('axb'),
  })
})

t.test('mergeTexts() marks a line that both changed', async (t) => {
  const merged = merge(lines('aXcd'), lines('abcd'), lines('aYcdZ'))
  t.same(merged, {
    text: 'a\n<<<<<<< yours\nX\n=======\nY\n>>>>>>> lab 02\nc\nd\nZ\n',
    conflict: true,
  })
  t.equal(lineOfConflict(merged?.text ?? ''), 2)
})

t.test('mergeTexts() marks all that hangs together', async (t) => {
  const merged = merge(lines('aXYdeZ'), lines('abcdef'), lines('ab12ef'))
  t.equal(
    merged?.text,
    'a\n<<<<<<< yours\nX\nY\nd\n=======\nb\n1\n2\n>>>>>>> lab 02\ne\nZ\n',
  )
})

t.test('mergeTexts() copes with a last line that has no end', async (t) => {
  t.equal(merge('a\nB', 'a\nb\n', 'x\nb\n')?.text, 'x\nB\n')
})

t.test('mergeTexts() gives up where there is no git', async (t) => {
  const path = process.env.PATH
  t.teardown(() => {
    process.env.PATH = path
  })
  process.env.PATH = '/nowhere'
  t.equal(merge('x', 'y', 'z'), null)
})

t.test(
  'parseHunks() reads insertions, deletions and replacements',
  async (t) => {
    const diff = '@@ -0,0 +1 @@\n@@ -2 +2,0 @@ f(\n@@ -4,2 +4,3 @@\n'
    t.same(parseHunks(diff, ['x', 'b', 'c', '1', '2', '3']), [
      { start: 0, end: 0, lines: ['x'] },
      { start: 1, end: 2, lines: [] },
      { start: 3, end: 5, lines: ['1', '2', '3'] },
    ])
  },
)
