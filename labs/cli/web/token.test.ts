import t from 'tap'
import { bearerOf, isSecret, newSecret, newSpokenSecret } from './token.ts'

t.test('secrets are long, and never the same', async (t) => {
  t.match(newSecret(), /^[\w-]{32}$/)
  t.match(
    newSpokenSecret(),
    /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/,
  )
  const many = Array.from({ length: 1000 }, newSpokenSecret)
  t.equal(new Set(many).size, 1000)
})

t.test('isSecret() takes the whole of it and nothing else', async (t) => {
  t.ok(isSecret('abc', 'abc'))
  for (const given of [null, '', 'ab', 'abcd', 'ABC']) {
    t.notOk(isSecret(given, 'abc'), `${given}`)
  }
})

t.test('bearerOf() finds a secret of that kind', async (t) => {
  t.equal(bearerOf('Bearer k3fd-9x2m'), 'k3fd-9x2m')
  const others = [undefined, '', 'Bearer ', 'Basic abc', 'Bearer a b', 'bearer']
  for (const header of [...others, `Bearer ${'x'.repeat(201)}`]) {
    t.equal(bearerOf(header), null, header?.slice(0, 20) ?? 'none')
  }
})
