import { join } from 'node:path'
import t from 'tap'
import type { Input } from '../command.ts'
import { recordingIo } from '../test/recording-io.ts'
import { demo } from './demo.ts'

/** What it says of a command line that it does not take. */
async function complaint(
  positionals: readonly string[],
  values: Input['values'],
): Promise<string> {
  const { io } = recordingIo({})
  const error: Error = await demo
    .run({ positionals, values }, io)
    .then(() => new Error('none'))
    .catch((error) => error)
  return `${error.name}: ${error.message}`
}

t.test('labs demo says what is wrong with a command line', async (t) => {
  t.match(await complaint(['nothing'], {}), /UsageError: There is no lab/)
  t.match(await complaint(['1'], {}), /UsageError: Nobody .* 01-chroot --auto/)
  const auto = { auto: true }
  for (const speed of ['x', '-1', '', '101', 'NaN'])
    t.match(await complaint(['1'], { ...auto, speed }), /UsageError: .*--speed/)
  for (const step of ['0', '99', '1.5', 'x'])
    t.match(await complaint(['1'], { ...auto, step }), /UsageError: .*--step/)
  t.match(
    await complaint(['1'], { ...auto, port: 'x' }),
    /UsageError: .*--port/,
  )
})

t.test('labs demo says at once that it cannot record', async (t) => {
  const record = join(t.testdir({}), 'missing', 'a.cast')
  const said = await complaint(['1'], { auto: true, record })
  t.match(said, /UsageError: .*--record.*ENOENT/)
})
