import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { inLanes, jobsFor } from './jobs.ts'

const GIB = 2 ** 30
const here = { cores: 8, bytes: 64 * GIB }
const { signal } = new AbortController()

t.test('jobsFor() says what keeps it from being more', async (t) => {
  t.same(jobsFor(undefined, 30, true, here), { count: 4, bound: 'cores' })
  const little = { cores: 8, bytes: 4 * GIB }
  t.same(jobsFor(undefined, 30, true, little), { count: 2, bound: 'memory' })
  t.same(jobsFor(undefined, 3, true, here), { count: 3, bound: 'count' })
  t.same(jobsFor(9, 30, true, here), { count: 9, bound: 'asked' })
  t.same(jobsFor(9, 30, false, here), { count: 1, bound: 'provider' })
  const one = { cores: 1, bytes: GIB }
  t.same(jobsFor(undefined, 30, true, one), { count: 1, bound: 'cores' })
})

t.test('inLanes() gives results in the order of the list', async (t) => {
  let [now, most] = [0, 0]
  const results = await inLanes([30, 5, 20, 1], 2, signal, async (ms) => {
    most = Math.max(most, ++now)
    await setTimeout(ms)
    now--
    return ms
  })
  t.same(results, [30, 5, 20, 1])
  t.equal(most, 2)
})

t.test(
  'inLanes() stops when one throws, and waits for the others',
  async (t) => {
    const told: string[] = []
    const work = async (name: string, stop: AbortSignal) => {
      if (name === 'bad') throw new Error('broken')
      await setTimeout(50)
      told.push(`${name} ${stop.aborted}`)
    }
    const list = ['slow', 'bad', 'never']
    await t.rejects(inLanes(list, 2, signal, work), { message: 'broken' })
    t.same(told, ['slow true'])
  },
)

t.test('inLanes() begins nothing after an interruption', async (t) => {
  const stop = new AbortController()
  let begun = 0
  const work = async () => {
    begun++
    stop.abort()
  }
  await t.rejects(inLanes([1, 2, 3], 1, stop.signal, work), {
    name: 'AbortError',
  })
  t.equal(begun, 1)
})
