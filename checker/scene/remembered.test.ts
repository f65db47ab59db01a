import t from 'tap'
import { Remembered } from './remembered.ts'

t.test('what was not sent again is the same thing', async (t) => {
  const things = new Remembered((text: string) => ({ text }))
  const first = things.take('a', '1', 'one')
  things.forgetOthers()
  t.same(things.marks, { a: '1' })
  t.equal(things.take('a', '1', null), first)
  things.forgetOthers()
  t.same(things.take('a', '2', 'two'), { text: 'two' })
  t.equal(things.take('b', '1', null), null)
})

t.test('what is not there any more is forgotten', async (t) => {
  const things = new Remembered((text: string) => text)
  things.take('a', '1', 'one')
  things.forgetOthers()
  things.forgetOthers()
  t.same(things.marks, {})
})
