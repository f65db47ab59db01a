import t from 'tap'
import { canonicalJson } from './canonical-json.ts'

t.test('canonicalJson() does not know who wrote the value', async (t) => {
  const value = { b: [1, 'ü', null], a: { d: true, c: '"\n' } }
  const same = { a: { c: '"\n', d: true }, b: [1, 'ü', null] }
  t.equal(canonicalJson(value), canonicalJson(same))
  t.equal(
    canonicalJson(value),
    '{"a":{"c":"\\"\\n","d":true},"b":[1,"ü",null]}',
  )
})

t.test(
  'canonicalJson() refuses what would look like another value',
  async (t) => {
    const values = [undefined, Number.NaN, new Map(), new Date(), () => 0, 1n]
    for (const value of values)
      t.throws(() => canonicalJson({ value }), TypeError, String(value))
  },
)
