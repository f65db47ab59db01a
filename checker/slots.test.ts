import t from 'tap'
import { Slots } from './slots.ts'

t.test('Slots run so many at a time, and all in the end', async (t) => {
  const slots = new Slots(2)
  let now = 0
  let most = 0
  const action = () =>
    slots.use(async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
    })
  await Promise.all(Array.from({ length: 9 }, action))
  t.equal(most, 2)
})

t.test('an action that fails gives its slot back', async (t) => {
  const slots = new Slots(1)
  await t.rejects(
    slots.use(() => Promise.reject(new Error('no'))),
    /no/,
  )
  t.equal(await slots.use(async () => 1), 1)
})
