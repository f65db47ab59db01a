import t from 'tap'
import { describe, Program } from '../sys/program.ts'
import {
  ALL_CAPABILITIES,
  grantedSets,
  takeCapabilities,
  ungranted,
} from './capabilities.ts'

const KILL = 1n << 5n
const NET_RAW = 1n << 13n
const SETPCAP = 1n << 8n

t.test('each set has the bits of its names', async (t) => {
  const sets = grantedSets({
    bounding: ['CAP_KILL', 'CAP_NET_RAW'],
    permitted: ['CAP_KILL'],
    effective: ['CAP_KILL'],
    inheritable: ['CAP_NET_RAW'],
  })
  t.same(sets, {
    bounding: KILL | NET_RAW,
    permitted: KILL,
    effective: KILL,
    inheritable: NET_RAW,
    ambient: 0n,
  })
})

t.test('what the kernel would refuse is not asked for', async (t) => {
  const wanted = {
    bounding: ['CAP_KILL'],
    permitted: ['CAP_KILL'],
    effective: ['CAP_KILL', 'CAP_NET_RAW'],
    inheritable: ['CAP_NET_RAW'],
    ambient: ['CAP_KILL'],
  }
  const sets = grantedSets(wanted)
  t.equal(sets.effective, KILL, 'effective is permitted')
  t.equal(sets.inheritable, 0n, 'inheritable is in the bounding set')
  t.equal(sets.ambient, 0n, 'ambient is permitted and inheritable')
  t.same(ungranted(wanted), [], 'which is nobody’s fault')
  t.same(ungranted({ bounding: ['CAP_FLY'] }), ['bounding CAP_FLY'])
  t.same(ungranted({ bounding: ['CAP_KILL'] }), [])
})

t.test('an older kernel, and a poorer root, grant less', async (t) => {
  const wanted = { bounding: ['CAP_BPF', 'CAP_KILL'], permitted: ['CAP_KILL'] }
  const old = { ...ALL_CAPABILITIES, last: 37 }
  t.equal(grantedSets(wanted, old).bounding, KILL)
  const poor = { ...ALL_CAPABILITIES, permitted: NET_RAW }
  t.equal(grantedSets(wanted, poor).permitted, 0n)
  t.same(ungranted(wanted, poor), ['permitted CAP_KILL'])
})

/** The calls, in short, with the change of the user among them. */
function callsOf(own = ALL_CAPABILITIES): string[] {
  const child = new Program()
  const names = ['CAP_KILL']
  const sets = grantedSets({
    bounding: names,
    permitted: names,
    effective: names,
    inheritable: names,
    ambient: names,
  })
  takeCapabilities(child, sets, () => child.setuid(1), own)
  return child.steps.map((step) => describe(step))
}

t.test('what takes root is before the user changes', async (t) => {
  const calls = callsOf()
  const dropped = calls.filter((call) => call.includes('PR_CAPBSET_DROP'))
  t.equal(dropped.length, ALL_CAPABILITIES.last)
  t.notOk(dropped.includes('prctl(PR_CAPBSET_DROP, 5, 0, 0, 0)'))
  t.same(calls.slice(dropped.length), [
    'prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)',
    'setuid(1)',
    'capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_KILL, permitted=1<<CAP_KILL, inheritable=1<<CAP_KILL})',
    'prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0)',
    'prctl(PR_CAP_AMBIENT, 2, 5, 0, 0)',
  ])
})

t.test('who may not drop any leaves the bounding set', async (t) => {
  const { permitted } = ALL_CAPABILITIES
  const own = { ...ALL_CAPABILITIES, permitted: permitted & ~SETPCAP }
  t.notMatch(callsOf(own).join('\n'), 'PR_CAPBSET_DROP')
})
