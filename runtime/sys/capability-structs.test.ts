import t from 'tap'
import { capabilityData, capabilityHeader } from './capability-structs.ts'
import { cpuSet, schedAttr } from './schedule-structs.ts'
import { textOfStruct } from './structs.ts'

const words = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 4 }, (_, index) =>
    bytes.readUInt32LE(index * 4),
  )

t.test('sets are two rows of 32 bits', async (t) => {
  t.same(words(capabilityHeader()), [0x20080522, 0])
  const bytes = capabilityData({
    effective: 1n,
    permitted: 3n | (1n << 40n),
    inheritable: 1n << 32n,
  })
  t.same(words(bytes), [1, 3, 0, 0, 1 << 8, 1])
  t.equal(
    textOfStruct(bytes),
    '{effective=1<<CAP_CHOWN, permitted=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE|1<<CAP_CHECKPOINT_RESTORE, inheritable=1<<CAP_MAC_OVERRIDE}',
  )
})

t.test('sched_attr begins with its size', async (t) => {
  const bytes = schedAttr({
    policy: 6,
    flags: 1,
    nice: -2,
    priority: 3,
    runtime: 4,
    deadline: 5,
    period: 6,
  })
  const low = 2 ** 32 - 2
  t.same(words(bytes), [48, 6, 1, 0, low, 3, 4, 0, 5, 0, 6, 0])
})

t.test('a set of processors has whole words', async (t) => {
  t.same(words(cpuSet([0, 2, 33])), [5, 2])
  t.same(words(cpuSet([64])), [0, 0, 1, 0])
})
