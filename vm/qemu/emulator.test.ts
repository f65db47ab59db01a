import t from 'tap'

import { atLeast, parseVersion, systemEmulator } from './emulator.ts'

t.test('parseVersion() reads the first line', async (t) => {
  const text = 'QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)\nCopyright'
  t.equal(parseVersion(text), '10.0.2')
  t.equal(parseVersion('something else'), '0.0')
})

t.test('atLeast() compares numbers, not letters', async (t) => {
  t.ok(atLeast('10.0.2', '10'))
  t.ok(atLeast('10.0.2', '9.0'))
  t.ok(atLeast('8.2.0', '8.2'))
  t.notOk(atLeast('7.2.15', '10'))
  t.notOk(atLeast('8.1.9', '8.2'))
})

t.test('systemEmulator() says which one does not run', async (t) => {
  t.throws(() => systemEmulator('x64', { LABS_QEMU: '/no/such/qemu' }), {
    name: 'MachineError',
    message: /Cannot run the emulator "\/no\/such\/qemu"/,
  })
})
