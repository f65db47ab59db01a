import t from 'tap'
import { keysIn } from './keys.ts'

t.test('keysIn() keeps what one key sends together', async (t) => {
  t.same(keysIn('a\r\u0003'), ['a', '\r', '\u0003'])
  t.same(keysIn('\u001b[6~x\u001bOP\u001b[1;5C'), [
    '\u001b[6~',
    'x',
    '\u001bOP',
    '\u001b[1;5C',
  ])
  t.same(keysIn('容🐳'), ['容', '🐳'])
  t.same(keysIn('\u001b'), ['\u001b'])
  t.same(keysIn('\u001bb'), ['\u001bb'], 'Alt-B')
})
