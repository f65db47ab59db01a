import t from 'tap'
import { Digester } from './digest.ts'
import { allOf, sourceOf } from './test/archive.ts'

t.test('a Digester hands on what it looks at', async (t) => {
  const digester = new Digester()
  const bytes = Buffer.from('hello')
  t.ok((await allOf(digester.through(sourceOf(bytes, 2)))).equals(bytes))
  t.same(digester.end(), {
    // printf hello | sha256sum
    digest:
      'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    size: 5,
  })
})

t.test('a Digester ends what is too much', async (t) => {
  const through = (most: number) =>
    allOf(new Digester(most).through(sourceOf(Buffer.from('hello'), 2)))
  await t.resolves(through(5))
  await t.rejects(through(4), { message: /at most 4 bytes/ })
})
