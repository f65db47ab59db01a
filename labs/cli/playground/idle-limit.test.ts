import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { IdleLimit } from './idle-limit.ts'

const MINUTES = 0.5 / 60

t.test('what nobody uses is over', async (t) => {
  const idle = new IdleLimit(MINUTES)
  t.teardown(() => idle.stop())
  t.notOk(idle.signal.aborted)
  await once(idle.signal, 'abort')
  idle.used()
  t.ok(idle.signal.aborted, 'and stays so')
})

t.test('each use begins the time anew', async (t) => {
  const idle = new IdleLimit(MINUTES)
  t.teardown(() => idle.stop())
  const began = performance.now()
  for (let turn = 0; turn < 4; turn++) {
    await setTimeout(200)
    idle.used()
  }
  await once(idle.signal, 'abort')
  t.ok(performance.now() - began > 1100)
})

t.test('0 is for ever', async (t) => {
  const idle = new IdleLimit(0)
  idle.used()
  idle.stop()
  await setTimeout(50)
  t.notOk(idle.signal.aborted)
})
