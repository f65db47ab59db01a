/** Step 9: what it used, as others ask for it; and limits that are changed. */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { flatKeyed, maxOr } from '#checker/evidence/cgroup-files.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { describeEnding, excerpt, whyItEnded } from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import { commandEvidence } from './checks-freezer.ts'
import { type Counted, counted } from './counted.ts'
import type { Alive, Files } from './limited.ts'
import { fileEvidence, ofLimited } from './start.ts'
import { numberAt, statsLine } from './stats-line.ts'

type Found = NonNullable<Counted['limited']['found']>

/** crun 1.8 has no "events" at all: that is no fault of a student's. */
const ofEvents =
  (look: (fixed: Counted, found: Found, alive: Alive) => Outcome) =>
  async (bench: Bench): Promise<Outcome> => {
    const { limited } = await bench.share(counted)
    const { events } = limited.found ?? {}
    const isOther = !isLabProgram(bench.program)
    if (isOther && events !== undefined && events.code !== 0)
      return unsupported('the program has no command "events"')
    return ofLimited(counted, 'NOT_STARTED', look)(bench)
  }

const line: Check = {
  id: 'stats.line',
  title: {
    en: '"events --stats" prints one line of JSON, of type "stats"',
    zh: '“events --stats” 打印一行 JSON，类型是 “stats”',
  },
  points: 1,
  needs: [],
  source: 'runc-events(8)',
  run: ofEvents((_, { events }, { container }) => {
    const told = statsLine(events.stdout)
    const evidence = {
      ...commandEvidence('events --stats', events),
      'standard output': excerpt(events.stdout),
    }
    const isRight =
      told?.type === 'stats' &&
      told.id === container.id &&
      typeof told.data === 'object'
    if (events.code === 0 && isRight) return pass({ evidence })
    return fail({
      expected: `{"type":"stats","id":"${container.id}","data":{…}}`,
      actual: `${describeEnding(events)}; ${excerpt(events.stdout) || 'nothing was printed'}`,
      evidence,
      diagnosis: whyNothing(events),
    })
  }),
}

function whyNothing(events: Ending): string {
  return events.code === 0
    ? 'STATS_FORMAT'
    : whyItEnded(events, 'STATS_REFUSED')
}

/** A number of the line, and the number of a file that it has to be. */
interface Pair {
  /** Below `data`. */
  readonly at: string
  readonly file: string
  /** Line of the file, if it has keys. */
  readonly key?: string
  /** The unit of the line is so many times smaller. */
  readonly times?: number
}

interface Claim {
  readonly id: string
  readonly title: Check['title']
  readonly points: number
  readonly source: string
  readonly pairs: readonly Pair[]
}

function agreement({ pairs, ...claim }: Claim): Check {
  return {
    ...claim,
    needs: ['stats.line'],
    run: ofEvents((_, { events, files }, { cgroup }) => {
      const told = statsLine(events.stdout)
      const rows = pairs.map((pair) =>
        rowOf(pair, numberAt(told, pair.at), files),
      )
      const evidence = Object.assign(
        { 'events --stats': excerpt(events.stdout) },
        ...pairs.map(({ file }) =>
          fileEvidence(cgroup, file, files[1][file] ?? null),
        ),
      )
      const wrong = rows.filter(({ isRight }) => !isRight)
      if (wrong.length === 0) return pass({ evidence })
      return fail({
        expected: wrong.map(({ expected }) => expected).join('\n'),
        actual: wrong.map(({ actual }) => actual).join('\n'),
        evidence,
        diagnosis: wrong.some(({ isScaled }) => isScaled)
          ? 'STATS_UNIT'
          : 'STATS_OF_OTHERS',
      })
    }),
  }
}

const POWERS = [1e-9, 1e-6, 1e-3, 1e3, 1e6]

function rowOf(pair: Pair, told: number | null, files: Found['files']) {
  const { at, file, key, times = 1 } = pair
  const counts = files.map((read) => countIn(read, file, key))
  // It stands still; but pages that the kernel gives back are counted late.
  const [least, most] = [
    Math.min(...counts) * times,
    Math.max(...counts) * times,
  ]
  const isRight = told !== null && told >= least && told <= most
  const isScaled =
    told !== null && told > 0 && POWERS.some((power) => told * power === least)
  const where = key === undefined ? file : `${key} of ${file}`
  return {
    isRight,
    isScaled,
    expected: `${at}: ${least}, from ${where}${times === 1 ? '' : ` times ${times}`}`,
    actual: `${at}: ${told ?? 'no number'}`,
  }
}

function countIn(files: Files, file: string, key?: string): number {
  const text = files[file] ?? null
  return key === undefined ? maxOr(text) : (flatKeyed(text)[key] ?? Number.NaN)
}

const RST = 'Documentation/admin-guide/cgroup-v2.rst'
const cpu = (at: string, key: string, times?: number): Pair => ({
  at: `cpu.${at}`,
  file: 'cpu.stat',
  key,
  ...(times === undefined ? {} : { times }),
})
/** The file counts microseconds, and docker stats nanoseconds. */
const NANO = 1000

const stats: readonly Check[] = [
  agreement({
    id: 'stats.cpu',
    title: {
      en: 'its times are those of cpu.stat, in nanoseconds',
      zh: '时间就是 cpu.stat 里的，单位是纳秒',
    },
    points: 1,
    source: `${RST}, "CPU Interface Files"`,
    pairs: [
      cpu('usage.total', 'usage_usec', NANO),
      cpu('usage.user', 'user_usec', NANO),
      cpu('usage.kernel', 'system_usec', NANO),
    ],
  }),
  agreement({
    id: 'stats.throttling',
    title: {
      en: 'how often and how long it was throttled is what cpu.stat says',
      zh: '被节流的次数和时长与 cpu.stat 一致',
    },
    points: 1,
    source: `${RST}, "CPU Interface Files"`,
    pairs: [
      cpu('throttling.periods', 'nr_periods'),
      cpu('throttling.throttledPeriods', 'nr_throttled'),
      cpu('throttling.throttledTime', 'throttled_usec', NANO),
    ],
  }),
  agreement({
    id: 'stats.memory',
    title: {
      en: 'memory and processes, and their limits, are those of its files',
      zh: '内存、进程数和它们的限制都与文件一致',
    },
    points: 1,
    source: `${RST}, "Memory Interface Files", "PID Interface Files"`,
    pairs: [
      { at: 'memory.usage.usage', file: 'memory.current' },
      { at: 'memory.usage.limit', file: 'memory.max' },
      { at: 'pids.current', file: 'pids.current' },
      { at: 'pids.limit', file: 'pids.max' },
    ],
  }),
]

const update: Check = {
  id: 'stats.update',
  title: {
    en: '"update" changes the limits of a container that runs',
    zh: '“update” 能改变正在运行的容器的限制',
  },
  points: 2,
  needs: [],
  source: 'runc-update(8); runtime-spec config-linux.md, "Control groups"',
  run: ofLimited(counted, 'NOT_STARTED', ({ asked, wanted }, found, alive) => {
    const { update, updated } = found
    const evidence = {
      ...commandEvidence('update --resources', update),
      ...limitsEvidence(alive.cgroup, updated),
    }
    const wrong = differences(wanted, updated)
    if (update.code === 0 && wrong.length === 0) return pass({ evidence })
    const isAsBefore = differences(asked, updated).length === 0
    return fail({
      expected: describeLimits(wanted),
      actual: `${describeEnding(update)}; ${wrong.join(', ') || 'changed'}`,
      evidence,
      diagnosis: whyItEnded(
        update,
        update.code === 0 && !isAsBefore ? 'UPDATE_OTHER' : 'UPDATE_IGNORED',
      ),
    })
  }),
}

const refused: Check = {
  id: 'stats.update-refused',
  title: {
    en: 'an update that cannot be is refused as a whole: nothing changes',
    zh: '无法做到的更新整个被拒绝：什么都不变',
  },
  points: 2,
  needs: ['stats.update'],
  source: 'runtime-spec config-linux.md, "Memory", checkBeforeUpdate',
  run: async (bench) => {
    const look = ofLimited(counted, 'NOT_STARTED', judgeRefusal)
    const outcome = await look(bench)
    // Newer than runc 1.1.5, and than crun 1.8 with cgroup v2.
    return outcome.verdict === 'fail' && !isLabProgram(bench.program)
      ? unsupported('the program does not look before it updates')
      : outcome
  },
}

function judgeRefusal(
  { wanted }: Counted,
  found: Found,
  alive: Alive,
): Outcome {
  const { refused, afterRefusal } = found
  const evidence = {
    ...commandEvidence('update to less memory than is in use', refused),
    ...limitsEvidence(alive.cgroup, afterRefusal),
  }
  const wrong = differences(wanted, afterRefusal)
  if (refused.code !== 0 && !refused.timedOut && wrong.length === 0)
    return pass({ evidence })
  return fail({
    expected: `it fails, and all is as before: ${describeLimits(wanted)}`,
    actual: `${describeEnding(refused)}; ${wrong.join(', ') || 'all as before'}`,
    evidence,
    diagnosis: wrong.length === 0 ? 'UPDATE_NOT_REFUSED' : 'UPDATE_UNCHECKED',
  })
}

function differences(
  wanted: Readonly<Record<string, string>>,
  files: Files,
): string[] {
  return Object.entries(wanted)
    .filter(([file, value]) => files[file]?.trim() !== value)
    .map(([file]) => `${file}: ${files[file]?.trim() ?? 'gone'}`)
}

function describeLimits(limits: Readonly<Record<string, string>>): string {
  return Object.entries(limits)
    .map(([file, value]) => `${file}: ${value}`)
    .join(', ')
}

function limitsEvidence(cgroup: string, files: Files) {
  return Object.assign(
    {},
    ...Object.entries(files).map(([name, text]) =>
      fileEvidence(cgroup, name, text),
    ),
  )
}

export const statsChecks: readonly Check[] = [line, ...stats, update, refused]
