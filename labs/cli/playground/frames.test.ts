import t from 'tap'
import { wishIn } from './frames.ts'

t.test('wishIn() takes what a page may want', async (t) => {
  t.same(wishIn('{"t":"pause"}'), { t: 'pause' })
  t.same(wishIn('{"t":"resume","more":1}'), { t: 'resume' })
  const wish = { t: 'resize', columns: 80, rows: 24 }
  t.same(wishIn(JSON.stringify(wish)), wish)
})

t.test('wishIn() keeps a window within bounds', async (t) => {
  const resize = (columns: unknown, rows: unknown) =>
    wishIn(JSON.stringify({ t: 'resize', columns, rows }))
  t.same(resize(1, 1), { t: 'resize', columns: 20, rows: 5 })
  t.same(resize(1e9, 1e9), { t: 'resize', columns: 400, rows: 200 })
  for (const odd of [1.5, '80', null, {}, -0.5])
    t.equal(resize(odd, 24), null, String(odd))
})

t.test('wishIn() takes nothing else', async (t) => {
  for (const text of ['', '{', '[]', 'null', '1', '{"t":"size"}', '"pause"'])
    t.equal(wishIn(text), null, text)
})
