import { execFileSync } from 'node:child_process'

import t from 'tap'

import { INIT, STAGE2, settleCommand, WAITER } from './guest.ts'

t.test('settleCommand() sets the clock and mounts read-only', async (t) => {
  const now = new Date(1_700_000_000_123)
  const command = settleCommand({ now, seed: null, node: null })
  t.notMatch(command, /perl|hostname|eth1/)
  t.match(command, /date -s @1700000000\.123 /)
  t.match(command, / mount -t 9p -o ro,.* share \/run\/labs$/)
})

t.test('settleCommand() is a script whatever it is told', async (t) => {
  const now = new Date()
  const mac = '52:54:00:6c:62:02'
  const node = { name: 'node2', mac, address: '10.1.0.2/24' }
  for (const address of [node.address, null]) {
    const settings = { now, seed: 'ab12', node: { ...node, address } }
    const command = settleCommand(settings)
    const check = () =>
      execFileSync('sh', ['-n'], { input: command, stdio: 'pipe' })
    t.doesNotThrow(check)
    t.match(command, / ab12 5207 && .*hostname node2 .*62:02 && .*eth1 up/)
    t.equal(command.includes('addr add 10.1.0.2/24 dev eth1'), address !== null)
  }
})

t.test('the scripts of the guest are scripts', async (t) => {
  for (const [name, script] of Object.entries({ INIT, STAGE2, WAITER })) {
    const check = () =>
      execFileSync('sh', ['-n'], { input: script, stdio: 'pipe' })
    t.doesNotThrow(check, name)
  }
})
