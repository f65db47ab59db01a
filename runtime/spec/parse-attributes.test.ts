import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'
import type { Process } from './runtime-spec.ts'

/** The process of a spec with these members. */
function processWith(members: object): Process {
  const spec = plainSpec()
  const config = { ...spec, process: { ...spec.process, ...members } }
  return parseSpec(JSON.stringify(config), '/box/config.json').process
}

/** What is wrong with them, and where. */
function faultOf(members: object): string {
  try {
    processWith(members)
  } catch (error) {
    if (error instanceof SpecError) return `${error.pointer} ${error.wanted}`
    throw error
  }
  return 'nothing'
}

const limit = (soft: unknown, hard: unknown, type = 'RLIMIT_CORE') => ({
  rlimits: [{ type, soft, hard }],
})

t.test('what a process may do is read as it is written', async (t) => {
  const members = {
    user: { uid: 1000, gid: 1001, additionalGids: [5, 6], umask: 0o77 },
    capabilities: { bounding: ['CAP_KILL'], ambient: [] },
    rlimits: [{ type: 'RLIMIT_NOFILE', soft: 1024, hard: 4096 }],
    oomScoreAdj: -1000,
    noNewPrivileges: true,
    apparmorProfile: 'strict',
    selinuxLabel: 'a:b:c:d',
    ioPriority: { class: 'IOPRIO_CLASS_IDLE', priority: 7 },
  }
  t.match(processWith(members), members)
})

t.test('what asks for nothing is left out', async (t) => {
  const nothing = {
    rlimits: [],
    noNewPrivileges: false,
    apparmorProfile: '',
    selinuxLabel: '',
    capabilities: null,
  }
  t.same(processWith(nothing), plainSpec().process)
  t.same(processWith({ capabilities: {} }).capabilities, {}, 'none at all')
  t.equal(processWith({ oomScoreAdj: 0 }).oomScoreAdj, 0)
})

t.test('a limit without a limit is -1', async (t) => {
  // Where no reader takes part, JSON.parse has rounded it up.
  for (const none of [-1, 2 ** 64])
    t.match(processWith(limit(none, none)), limit(-1, -1))
  t.match(processWith(limit(0, -1)), limit(0, -1))
})

t.test('limits that cannot be are refused', async (t) => {
  t.match(faultOf(limit(2, 1)), '/process/rlimits/0/soft a limit that is not')
  t.match(faultOf(limit(-1, 1)), '/process/rlimits/0/soft')
  t.match(faultOf(limit(-2, 1)), '/process/rlimits/0/soft a whole number')
  t.match(faultOf(limit(1, undefined)), '/process/rlimits/0/hard')
  t.match(faultOf(limit(1, 1, 'CORE')), '/process/rlimits/0/type one of')
  const [core] = limit(1, 1).rlimits
  const twice = faultOf({ rlimits: [core, { ...core, soft: 0 }] })
  t.match(twice, '/process/rlimits/1/type a limit that is not set twice')
})

t.test('other members that cannot be are named', async (t) => {
  const faults: readonly (readonly [object, string])[] = [
    [{ oomScoreAdj: 1001 }, '/process/oomScoreAdj a whole number from -1000'],
    [{ noNewPrivileges: 1 }, '/process/noNewPrivileges true or false'],
    [{ capabilities: { ambient: [1] } }, '/process/capabilities/ambient/0'],
    [{ user: { uid: 1, gid: 1, umask: 0o1000 } }, '/process/user/umask'],
    [{ user: { additionalGids: [-1] } }, '/process/user/additionalGids/0'],
    [{ ioPriority: { class: 'BE' } }, '/process/ioPriority/class one of'],
    [
      { ioPriority: { class: 'IOPRIO_CLASS_BE', priority: 8 } },
      '/process/ioPriority/priority',
    ],
  ]
  for (const [members, fault] of faults) t.match(faultOf(members), fault, fault)
})

t.test('a capability that nobody knows is no fault', async (t) => {
  const capabilities = { bounding: ['CAP_FLY'] }
  t.same(processWith({ capabilities }).capabilities, capabilities)
})

t.test('a scheduler has numbers that fit its policy', async (t) => {
  const given = { policy: 'SCHED_RR', priority: 5, flags: [] }
  t.match(processWith({ scheduler: given }).scheduler, {
    ...given,
    nice: 0,
    runtime: 0,
  })
  const faults: readonly (readonly [object, string])[] = [
    [{}, '/process/scheduler/policy one of'],
    [{ policy: 'SCHED_OTHER', nice: 20 }, '/process/scheduler/nice'],
    [{ policy: 'SCHED_BATCH', priority: 1 }, '/process/scheduler/priority'],
    [{ policy: 'SCHED_FIFO', period: 1 }, '/process/scheduler/period 0, or'],
    [{ ...given, flags: ['FAST'] }, '/process/scheduler/flags/0 one of'],
  ]
  for (const [scheduler, fault] of faults)
    t.match(faultOf({ scheduler }), fault, fault)
})

t.test('processors are listed as the kernel lists them', async (t) => {
  const execCPUAffinity = { initial: '0-2,7', final: '' }
  const { execCPUAffinity: found } = processWith({ execCPUAffinity })
  t.same(found, { initial: [0, 1, 2, 7] })
  for (const initial of ['a', '1-', '3-1', '0,', '99999'])
    t.match(
      faultOf({ execCPUAffinity: { initial } }),
      '/process/execCPUAffinity/initial a list of processors',
      initial,
    )
})
