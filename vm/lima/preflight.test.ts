import t from 'tap'

import { accelOf } from './accel.ts'
import { darwin, lima } from './preflight.ts'

t.test('lima() wants a version that can clone', async (t) => {
  t.match(lima('limactl version 2.0.0\n'), { ok: true, found: '2.0.0' })
  t.match(lima('limactl version 10.0.1'), { ok: true })
  t.match(lima('limactl version 1.2.1'), { ok: false, found: '1.2.1' })
  t.match(lima('limactl version HEAD-1'), { ok: false, found: /HEAD-1/ })
})

t.test('lima() says where to get it', async (t) => {
  const absent = { ok: false, found: 'no such program' }
  t.match(lima(null, 'darwin'), { ...absent, remedy: 'Run: brew install lima' })
  t.match(lima(null, 'linux'), { ...absent, remedy: /lima-vm\.io/ })
})

t.test('darwin() knows macOS 13.5 by its kernel', async (t) => {
  t.match(darwin('22.6.0'), { ok: true })
  t.match(darwin('25.1.0'), { ok: true })
  t.match(darwin('22.5.0'), { ok: false, remedy: 'Update macOS' })
})

t.test('accelOf() tells what is emulated', async (t) => {
  const linux = { platform: 'linux', arch: 'x64', kvm: true }
  const mac = { platform: 'darwin', arch: 'arm64', kvm: false }
  const of = (vmType: string, arch: string, host: typeof linux) =>
    accelOf({ vmType, arch }, host)
  t.equal(of('vz', 'aarch64', mac), 'none')
  t.equal(of('qemu', 'aarch64', mac), 'none')
  t.equal(of('qemu', 'x86_64', mac), 'tcg')
  t.equal(of('qemu', 'x86_64', linux), 'kvm')
  t.equal(of('qemu', 'x86_64', { ...linux, kvm: false }), 'tcg')
  t.equal(of('qemu', 'aarch64', linux), 'tcg')
})
