import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Allowance, crowding, MOST_CROWDED, whenUsedUp } from './crowd.ts'

const loadavg = (runnable: number) => `0.10 0.20 0.30 ${runnable}/99 4711`

t.test('crowding() is how many want each processor', async (t) => {
  // One of the runnable is whoever reads the file.
  t.equal(crowding(loadavg(5), 2), 2)
  t.equal(crowding(loadavg(1), 2), 1, 'nobody else')
  t.equal(crowding(loadavg(3), 4), 1, 'never faster than the clock')
  t.equal(crowding(loadavg(500), 2), MOST_CROWDED, 'a bomb has its bound')
})

t.test('an allowance is used up in the end, and not at once', async (t) => {
  const allowance = new Allowance(50)
  t.ok(allowance.leftMs() > 0)
  await sleep(50 * MOST_CROWDED + 20)
  t.ok(allowance.leftMs() < 0)
})

t.test('whenUsedUp() calls once, unless it is called off', async (t) => {
  const calls: string[] = []
  whenUsedUp(20, () => calls.push('used up'))
  const callOff = whenUsedUp(20, () => calls.push('called off'))
  callOff()
  await sleep(20 * MOST_CROWDED + 100)
  t.same(calls, ['used up'])
})
