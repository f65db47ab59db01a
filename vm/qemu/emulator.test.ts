import t from 'tap'

import { parseVersion, systemEmulator } from './emulator.ts'

t.test('parseVersion() reads the first line', async (t) => {
  const text = 'QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)\nCopyright'
  t.equal(parseVersion(text), '10.0.2')
  t.equal(parseVersion('something else'), '0.0')
})

t.test('systemEmulator() says which one does not run', async (t) => {
  t.throws(() => systemEmulator('x64', { LABS_QEMU: '/no/such/qemu' }), {
    name: 'MachineError',
    message: /Cannot run the emulator "\/no\/such\/qemu"/,
  })
})
