import t from 'tap'
import { residentProbe, sleepingProbe } from './probe.ts'

const options = {
  greeting: { out: 'a\n', err: 'b\n' },
  tries: ['/x'],
  exitStatus: 7,
}

t.test('no two probes are alike, and the same is the same', async (t) => {
  const probe = sleepingProbe('x64', 'one')
  t.equal(sleepingProbe('x64', 'one').sha256, probe.sha256)
  t.not(sleepingProbe('x64', 'two').sha256, probe.sha256)
  t.not(
    residentProbe({ ...options, arch: 'x64' }).sha256,
    residentProbe({ ...options, arch: 'x64', exitStatus: 8 }).sha256,
  )
})

t.test(
  'a probe is a static executable for the architecture asked for',
  async (t) => {
    const machines = { x64: 62, arm64: 183 }
    for (const [arch, machine] of Object.entries(machines)) {
      const { executable } = residentProbe({ ...options, arch })
      t.equal(executable.subarray(0, 4).toString('latin1'), '\x7fELF')
      t.equal(executable.readUInt16LE(18), machine)
    }
  },
)
