import t from 'tap'

import {
  ARCHITECTURES,
  guestArchitecture,
  isArchitecture,
  isForeign,
} from './architecture.ts'

t.test(
  'guestArchitecture() is that of this computer, or as told',
  async (t) => {
    if (isArchitecture(process.arch)) {
      t.equal(guestArchitecture({}), process.arch)
      t.notOk(isForeign(guestArchitecture({ LABS_ARCH: '' })))
    }
    t.equal(guestArchitecture({ LABS_ARCH: 'arm64' }), 'arm64')
    t.throws(() => guestArchitecture({ LABS_ARCH: 'riscv64' }), {
      name: 'RequirementError',
      message: /found "riscv64"\n.*LABS_ARCH to x64 or arm64/,
    })
  },
)

t.test('isArchitecture() knows two, and nothing an object has', async (t) => {
  t.same(Object.keys(ARCHITECTURES).filter(isArchitecture), ['x64', 'arm64'])
  t.notOk(isArchitecture('toString'))
})
