import t from 'tap'
import { Timings } from './timings.ts'

t.test('Timings add up, and tell how often', async (t) => {
  const timings = new Timings()
  timings.add('one', 3)
  timings.add('more', 1.4)
  timings.add('more', 1.4)
  t.same(timings.toJSON(), { one: 3, 'more (2 times)': 3 })
})

t.test('Timings measure also what fails', async (t) => {
  const timings = new Timings()
  const slow = () =>
    new Promise<void>((_, reject) =>
      setTimeout(() => reject(new Error('no')), 20),
    )
  await t.rejects(timings.measure('failing', slow), /no/)
  t.ok((timings.toJSON().failing ?? 0) >= 15)
})
