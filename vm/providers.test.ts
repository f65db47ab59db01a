import t from 'tap'

import { chooseProvider } from './providers.ts'

t.test('chooseProvider() takes the built-in one unless told', async (t) => {
  t.equal(chooseProvider({}).name, 'qemu')
  t.equal(chooseProvider({ LABS_PROVIDER: '' }).name, 'qemu')
  t.equal(chooseProvider({ LABS_PROVIDER: 'local' }).name, 'local')
})

t.test('chooseProvider() lists the names it knows', async (t) => {
  t.throws(() => chooseProvider({ LABS_PROVIDER: 'xen' }), {
    name: 'RequirementError',
    message: /"xen"\n {2}Set it to one of qemu, local, or unset it/,
  })
})
