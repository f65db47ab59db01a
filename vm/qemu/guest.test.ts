import { execFileSync } from 'node:child_process'

import t from 'tap'

import { INIT, STAGE2, settleCommand, WAITER } from './guest.ts'

t.test('settleCommand() sets the clock and mounts read-only', async (t) => {
  const command = settleCommand(new Date(1_700_000_000_123))
  t.match(command, /date -s @1700000000\.123 /)
  t.match(command, / mount -t 9p -o ro,.* share \/run\/labs$/)
})

t.test('the scripts of the guest are scripts', async (t) => {
  for (const [name, script] of Object.entries({ INIT, STAGE2, WAITER })) {
    const check = () =>
      execFileSync('sh', ['-n'], { input: script, stdio: 'pipe' })
    t.doesNotThrow(check, name)
  }
})
