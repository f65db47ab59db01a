import t from 'tap'
import { bitsOf } from './pinned.ts'

t.test('bitsOf() numbers the bits of all bytes', (t) => {
  t.same(bitsOf(Buffer.from([0b101, 0, 0b10])), [0, 2, 17])
  t.same(bitsOf(Buffer.alloc(4)), [])
  t.end()
})
