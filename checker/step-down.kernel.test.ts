import t from 'tap'
import { startAgent } from './agent/start.ts'
import { Bench } from './bench.ts'
import { startJudged } from './container.ts'
import { nativeMachine } from './native-machine.ts'
import { Seed } from './seed.ts'
import { installedProgram } from './test/judged.ts'
import { Timings } from './timings.ts'

t.test('a program is started as somebody who is not root', async (t) => {
  const { client, hello } = await startAgent(nativeMachine())
  t.teardown(() => client.close())
  const bench = new Bench({
    client,
    hello,
    program: installedProgram('/bin/true'),
    seed: new Seed(),
    timings: new Timings(),
    slowness: 1,
  })
  const entries = [{ kind: 'directory' as const, path: 'box/elsewhere' }]
  await bench.call('write', { entries })
  const script = 'id -u; id -g; id -G; pwd; echo $WORD; cat'
  const request = { user: 1000, hostEnv: { WORD: 'two words' } }
  const argv = ['/bin/sh', '-c', script]
  const { job, pid } = await startJudged(
    bench,
    request,
    bench.path('box'),
    argv,
  )
  await bench.call('send', { job, text: 'line\n', end: true })
  const ending = await bench.call('wait', { job, timeoutMs: 5000 })
  t.ok(pid > 1)
  t.equal(
    ending.stdout,
    `1000\n1000\n1000\n${bench.path('box/elsewhere')}\ntwo words\nline\n`,
  )
  t.equal(ending.code, 0)
})
