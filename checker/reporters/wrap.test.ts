import stringWidth from 'string-width'
import t from 'tap'
import { ends, pad, wrap } from './wrap.ts'

t.test('wrap() breaks at spaces', async (t) => {
  t.same(wrap('one two three', 8), ['one two', 'three'])
  t.same(wrap('', 8), [''])
  t.same(wrap('a\nb', 8), ['a', 'b'])
})

t.test('wrap() keeps what stands at the beginning of a line', async (t) => {
  t.same(wrap('  indented', 20), ['  indented'])
})

t.test('wrap() cuts what is wider than a line', async (t) => {
  t.same(wrap('/a/very/long/path', 6), ['/a/ver', 'y/long', '/path'])
})

t.test('wrap() counts a Chinese character as two columns', async (t) => {
  const lines = wrap('进程有两个目录，你只移动了一个。', 10)
  t.ok(lines.length > 2)
  for (const line of lines) t.ok(stringWidth(line) <= 10, line)
  t.equal(lines.join(''), '进程有两个目录，你只移动了一个。')
})

t.test('wrap() begins no line with a closing mark', async (t) => {
  for (let width = 6; width < 20; width++) {
    for (const line of wrap('一二三四五，六七八九十。一二三四', width)) {
      t.notMatch(line, /^[，。]/)
    }
  }
})

t.test('ends() gives up the right end where there is no room', async (t) => {
  t.equal(ends('left', 'right', 12), 'left   right')
  t.equal(ends('left', 'right', 10), 'left')
})

t.test('pad() fills up to a width', async (t) => {
  t.equal(pad('期望', 8), '期望    ')
  t.equal(pad('too long', 3), 'too long')
})
