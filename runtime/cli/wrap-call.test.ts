import t from 'tap'
import { wrapCall, wrapWords } from './wrap-call.ts'

t.test('a call that fits stays on its line', async (t) => {
  t.same(wrapCall('chdir("/")', 10), ['chdir("/")'])
})

t.test('a call breaks after arguments and flags', async (t) => {
  t.same(wrapCall('openat($1, "a, b|c", O_PATH|O_CLOEXEC, 0) = 3', 24), [
    'openat($1, "a, b|c",',
    '    O_PATH|O_CLOEXEC, 0)',
    '    = 3',
  ])
})

t.test('nothing is lost, and texts stay whole', async (t) => {
  const call = `mount("a\\"b, c", "${'x'.repeat(60)}", NULL, MS_BIND|MS_REC)`
  const bare = (text: string) => text.replaceAll(' ', '')
  for (const width of [10, 20, 40, 80]) {
    const lines = wrapCall(call, width)
    t.equal(bare(lines.join('')), bare(call), `${width}`)
    t.ok(lines.some((line) => line.includes('"a\\"b, c"')))
  }
})

t.test('sentences break between words', async (t) => {
  t.same(wrapWords('one two three', 7), ['one two', 'three'])
  t.same(wrapWords('unbreakable', 3), ['unbreakable'])
  t.same(wrapWords('one two', Number.POSITIVE_INFINITY), ['one two'])
})
