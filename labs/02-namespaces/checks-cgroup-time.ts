/** Steps 7 and 8: the view of the cgroups, and the clocks. */
import type { Bench } from '#checker/bench.ts'
import {
  type ClockOffset,
  parseCgroup,
  parseClockOffsets,
} from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { procEvidence } from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import { host } from './host.ts'
import { inside, ofResident } from './look.ts'
import { type ClockName, leadOf, type Settler, settlerFor } from './settler.ts'
import { judgeOwn, ownNamespace, refusal } from './start.ts'

const ownView: Check = {
  id: 'cgroup.own-view',
  title: {
    en: 'the program takes its own cgroup for the root of all cgroups',
    zh: '程序把自己的 cgroup 看成整个层级的根',
  },
  points: 2,
  needs: [],
  source: 'cgroup_namespaces(7); proc_pid_cgroup(5)',
  run: ofResident('cgroup', async (scene) => {
    const { bench, seen, views } = scene
    const judged = await judgeOwn(bench, 'cgroup', seen, 'CGROUP_SHARED')
    if (judged.verdict !== 'pass') return judged
    const path = parseCgroup(inside(scene).cgroup ?? '')
    const evidence = {
      ...procEvidence(seen, 'cgroup', `0::${parseCgroup(views.cgroup)}`),
      'the same, read by a visitor inside': `0::${path}`,
    }
    if (path === '/') return pass({ evidence })
    return fail({
      expected: '0::/',
      actual: `0::${path}`,
      evidence,
      diagnosis: 'CGROUP_TOO_EARLY',
    })
  }),
}

function ofClocks(
  judge: (
    found: Settler,
    seen: Observation,
    bench: Bench,
  ) => Outcome | Promise<Outcome>,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await settlerFor(bench, 'time')
    const { seen } = found.container
    if (seen !== null) return judge(found, seen, bench)
    return refusal(bench, found) ?? nothingRuns(found, 'TIME_NOT_STARTED')
  }
}

const CLOCKS: readonly ClockName[] = ['monotonic', 'boottime']

const describe = ({ seconds, nanoseconds }: ClockOffset) =>
  `${seconds} s ${nanoseconds} ns`

/** A runtime from elsewhere may know the namespace, and not its offsets. */
function withoutOffsets(
  { program }: Bench,
  shown: Readonly<Record<string, ClockOffset>>,
): Outcome | null {
  const isUntouched = Object.values(shown).every(
    ({ seconds, nanoseconds }) => seconds === 0n && nanoseconds === 0n,
  )
  if (isLabProgram(program) || !isUntouched) return null
  return unsupported(
    'the program makes a time namespace and leaves its clocks alone: timeOffsets came with runtime-spec 1.1',
  )
}

const offsets: Check = {
  id: 'time.offsets',
  title: {
    en: 'the program has clocks of its own, with the offsets of the bundle',
    zh: '程序有自己的时钟，偏移量与 bundle 一致',
  },
  points: 2,
  needs: [],
  source:
    'time_namespaces(7); runtime-spec config-linux.md, "Offset for Time Namespace"',
  run: ofClocks(async (found, seen, bench) => {
    const shown = parseClockOffsets(found.texts.timens_offsets)
    const line = (from: Readonly<Record<string, ClockOffset>>) =>
      CLOCKS.map((clock) => {
        const offset = from[clock]
        return `${clock} ${offset === undefined ? 'none' : describe(offset)}`
      }).join(', ')
    const around = await bench.share(host)
    const { isOwn, evidence: inode } = ownNamespace('time', seen, around)
    const [expected, actual] = [line(found.offsets), line(shown)]
    const evidence = {
      ...inode,
      ...procEvidence(seen, 'timens_offsets', actual),
    }
    if (isOwn && expected === actual) return pass({ evidence })
    if (isOwn) {
      const no = withoutOffsets(bench, shown)
      return (
        no ?? fail({ expected, actual, evidence, diagnosis: 'OFFSETS_WRONG' })
      )
    }
    const { time, time_for_children: forChildren } = seen.namespaces
    return fail({
      expected: "a time namespace that is not the host's",
      actual: 'the program is in that of the host',
      evidence,
      diagnosis:
        time === forChildren ? 'TIME_SHARED' : 'TIME_FOR_CHILDREN_ONLY',
    })
  }),
}

/** The wall clock of a young machine is still being corrected. */
const TOLERANCE = 20_000_000n
const SECOND = 1_000_000_000n

const inSeconds = (nanoseconds: bigint) =>
  (Number(nanoseconds) / Number(SECOND)).toFixed(2)

const clocks: Check = {
  id: 'time.clocks',
  title: {
    en: 'inside, both clocks run ahead by that much, and the wall clock does not',
    zh: '在容器里，两个时钟正好快这么多，而墙上时间不变',
  },
  points: 1,
  needs: [],
  source: 'time_namespaces(7); clock_gettime(2)',
  run: ofClocks((found, _, bench) => {
    const { offsets: wanted } = found
    if (found.clocks === null) return nothingRuns(found, 'CUT_SHORT')
    const read = found.clocks
    const leads = CLOCKS.map((clock) => {
      const { seconds, nanoseconds } = wanted[clock]
      const expected = seconds * SECOND + nanoseconds
      return { clock, expected, ...leadOf(read, clock) }
    })
    const text = (value: 'expected' | 'least') =>
      leads
        .map((lead) => `${lead.clock} ${inSeconds(lead[value])} s`)
        .join(', ')
    const evidence = {
      'clock_gettime(2) inside, ahead of the host': text('least'),
    }
    const isRight = leads.every(
      ({ expected, least, most }) =>
        least - TOLERANCE <= expected && expected <= most + TOLERANCE,
    )
    if (isRight) return pass({ evidence })
    const shown = parseClockOffsets(found.texts.timens_offsets)
    const no = withoutOffsets(bench, shown)
    if (no !== null) return no
    return fail({
      expected: text('expected'),
      actual: text('least'),
      evidence,
      diagnosis: 'OFFSETS_WRONG',
    })
  }),
}

export const cgroupChecks: readonly Check[] = [ownView]
export const timeChecks: readonly Check[] = [offsets, clocks]
