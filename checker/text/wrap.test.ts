import t from 'tap'
import { columnsOf, ends, padTo, truncate } from './width.ts'
import { breakLine, breakSpans, wrap } from './wrap.ts'

t.test('breakLine() breaks between words', async (t) => {
  t.same(breakLine('one two  three', 7), ['one two', 'three'])
  t.same(breakLine('', 7), [''])
  t.same(breakLine('a line\nbreak', 40), ['a line break'])
})

t.test('breakLine() breaks a word that is longer than a line', async (t) => {
  t.same(breakLine('/a/very/long', 5), ['/a/ve', 'ry/lo', 'ng'])
})

t.test('breakLine() breaks Chinese between characters', async (t) => {
  t.same(breakLine('容器就是一个进程', 8), ['容器就是', '一个进程'])
  t.same(breakLine('容器\n进程', 20), ['容器进程'], 'no space was invented')
  t.same(breakLine('读取 chroot 之后', 11), ['读取 chroot', '之后'])
})

t.test('breakLine() keeps marks where Chinese wants them', async (t) => {
  t.same(breakLine('一二三四，五', 8), ['一二三', '四，五'])
  t.same(breakLine('一二三（四）', 8), ['一二三', '（四）'])
})

t.test('breakLine() never exceeds its width', async (t) => {
  const text =
    '内核向上走时遇到 `root` 就停下，所以 /.. 就是 /。It stops (there).'
  for (let columns = 4; columns < 60; columns++) {
    const widest = Math.max(...breakLine(text, columns).map(columnsOf))
    t.ok(widest <= columns, `${columns} columns`)
  }
})

t.test('breakSpans() keeps a word of two styles together', async (t) => {
  const lines = breakSpans(
    [
      { text: 'see chroot', style: 'plain' },
      { text: '(2)', style: 'bold' },
    ],
    9,
  )
  t.same(lines, [
    [{ text: 'see', style: 'plain' }],
    [
      { text: 'chroot', style: 'plain' },
      { text: '(2)', style: 'bold' },
    ],
  ])
})

t.test('padTo() and truncate() count columns, not characters', async (t) => {
  t.equal(padTo('容器', 6), '容器  ')
  t.equal(truncate('容器就是', 5), '容器…')
  t.equal(truncate('short', 5), 'short')
})

t.test('wrap() breaks at spaces and keeps line breaks', async (t) => {
  t.same(wrap('one two three', 8), ['one two', 'three'])
  t.same(wrap('', 8), [''])
  t.same(wrap('a\nb', 8), ['a', 'b'])
})

t.test('wrap() leaves a line that fits as it is', async (t) => {
  t.same(wrap('  0     1000  1 ', 20), ['  0     1000  1'])
})

t.test('wrap() sets every row of a long line in as the first', async (t) => {
  t.same(wrap('  one two three', 10), ['  one two', '  three'])
})

t.test('wrap() cuts what is wider than a line', async (t) => {
  t.same(wrap('/a/very/long/path', 6), ['/a/ver', 'y/long', '/path'])
})

t.test('wrap() begins no line with a closing mark', async (t) => {
  const text = '进程有两个目录，你只移动了一个。只移动了一个'
  for (let columns = 6; columns < 20; columns++) {
    const lines = wrap(text, columns)
    t.equal(lines.join(''), text)
    for (const line of lines) t.notMatch(line, /^[，。]/)
  }
})

t.test('ends() gives up the right end where there is no room', async (t) => {
  t.equal(ends('left', 'right', 12), 'left   right')
  t.equal(ends('left', 'right', 10), 'left')
})
