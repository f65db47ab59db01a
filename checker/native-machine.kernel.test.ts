import t from 'tap'
import { nativeMachine } from './native-machine.ts'

/** A child that loses its parent, and what is left of it a moment later. */
const ORPHAN =
  '(sleep 0.1 & echo $!) > /tmp/orphan; sleep 0.5; cat /proc/$(cat /tmp/orphan)/status'

t.test('process 1 of own processes waits for orphans', async (t) => {
  const machine = nativeMachine(undefined, { ownProcesses: true })
  const child = machine.spawn(`exec sh -c '${ORPHAN}; exit 7'`)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const code = await new Promise((resolve) => child.once('close', resolve))
  t.match(said, /No such file/)
  t.notMatch(said, /zombie/)
  t.equal(code, 7)
})
