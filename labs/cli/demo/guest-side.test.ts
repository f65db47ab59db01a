import t from 'tap'
import { NO_PARTS } from '#checker/check.ts'
import { nativeMachine } from '#checker/native-machine.ts'
import { lab } from '#labs/04-cgroups/lab.ts'
import type { Machine } from '#vm/provider.ts'
import { forgets, GuestSide, patienceIn } from './guest-side.ts'

const machineOf = (provider: string, accel: 'tcg' | 'kvm'): Machine => {
  const machine = nativeMachine()
  return { ...machine, info: { ...machine.info, provider, accel } }
}

t.test('a guest that is gone is a verdict', async (t) => {
  const gone = () => {
    throw new Error('gone')
  }
  const guest = new GuestSide(lab, {
    machine: { ...machineOf('qemu', 'tcg'), spawn: gone },
    program: { ...NO_PARTS, name: 'x', files: [] },
    script: { setup: '' },
    size: () => ({ columns: 80, rows: 24 }),
  })
  const { signal } = new AbortController()
  t.match(await guest.judge('memory.max', signal), {
    ...{ id: 'memory.max', step: 'memory', verdict: 'error' },
    reason: /gone/,
  })
  await t.rejects(guest.judge('memory.max', AbortSignal.abort()), {
    message: 'gone',
  })
})

t.test('patience and what is forgotten depend on the machine', async (t) => {
  t.equal(patienceIn(machineOf('qemu', 'kvm')), 10_000)
  t.equal(patienceIn(machineOf('qemu', 'tcg')), 100_000)
  t.equal(forgets(machineOf('qemu', 'kvm')), true)
  t.equal(forgets(machineOf('local', 'kvm')), false)
  t.equal(forgets(machineOf('native', 'kvm')), false)
})
