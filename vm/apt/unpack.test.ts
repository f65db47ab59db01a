import t from 'tap'

import { releaseName } from './index.ts'
import { parseSimulation } from './unpack.ts'

t.test('parseSimulation() takes additions and no upgrades', async (t) => {
  const output = `Reading package lists...
Inst qemu-user [1:7.2] (1:10.0.2 Debian Backports [amd64])
Inst libslirp0 (4.7.0-1 Debian:12.15/oldstable [amd64])
Inst qemu-system-x86 (1:10.0.2+ds-2 Debian Backports [amd64]) []
Conf libslirp0 (4.7.0-1 Debian:12.15/oldstable [amd64])
`
  t.same(parseSimulation(output), [
    { name: 'libslirp0', version: '4.7.0-1' },
    { name: 'qemu-system-x86', version: '1:10.0.2+ds-2' },
  ])
})

t.test('releaseName() reads os-release with and without quotes', async (t) => {
  t.equal(releaseName('ID=debian\nVERSION_CODENAME=bookworm\n'), 'bookworm')
  t.equal(releaseName('VERSION_CODENAME="noble"\n'), 'noble')
  t.equal(releaseName('ID=arch\n'), '')
})
