import t from 'tap'
import { isSame, setsOf, told } from './capability-sets.ts'

t.test('sets are the bits of the kernel, by name', async (t) => {
  const sets = setsOf({
    status: {
      CapInh: '0000000000000000',
      CapPrm: '0000000000000021',
      CapEff: '0000000000000001',
      CapBnd: '0000010000000000',
      CapAmb: '0000000008000000',
    },
  })
  t.same(sets, {
    inheritable: [],
    permitted: ['CAP_CHOWN', 'CAP_KILL'],
    effective: ['CAP_CHOWN'],
    bounding: ['CAP_CHECKPOINT_RESTORE'],
    ambient: ['CAP_MKNOD'],
  })
})

t.test('the order of a list is no difference', async (t) => {
  t.equal(told(['CAP_KILL', 'CAP_CHOWN']), 'CAP_CHOWN CAP_KILL')
  t.equal(told([]), 'none')
  t.ok(isSame(['CAP_KILL', 'CAP_CHOWN'], ['CAP_CHOWN', 'CAP_KILL']))
  t.notOk(isSame(['CAP_KILL'], []))
})
