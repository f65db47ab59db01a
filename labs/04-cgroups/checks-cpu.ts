/** Step 2: the wall that a quota is. Shares are in checks-shares.ts. */
import { quotaAndPeriod } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, pass, unsupported } from '#checker/lab.ts'
import { isLabProgram } from '#checker/profile.ts'
import { sharesChecks } from './checks-shares.ts'
import { type Bandwidth, fits, quota } from './quota.ts'
import { fileEvidence, ofLimited } from './start.ts'
import { cpusUsed, percent } from './windows.ts'

const SOURCE = 'cgroup-v2.rst, "CPU Interface Files"; sched-bwc.rst'

/** What cpu.max says, against what was asked for. */
function whyAnother({ quota, period }: Bandwidth, text: string | null): string {
  const found = quotaAndPeriod(text)
  if (found.quotaUs === period && found.periodUs === quota)
    return 'QUOTA_SWAPPED'
  if (found.quotaUs === quota && found.periodUs !== period)
    return 'PERIOD_IGNORED'
  return 'QUOTA_IGNORED'
}

const max: Check = {
  id: 'cpu.max',
  title: {
    en: 'cpu.max holds the quota and the period of the bundle',
    zh: 'cpu.max 里是 bundle 的 quota 和 period',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(quota, 'CPU_REFUSED', ({ asked }, _, { files, cgroup }) => {
    const held = files['cpu.max'] ?? null
    const evidence = fileEvidence(cgroup, 'cpu.max', held)
    const expected = `${asked.quota} ${asked.period}`
    if (held?.trim() === expected) return pass({ evidence })
    return fail({
      expected,
      actual: held?.trim() ?? 'there is no such file',
      evidence,
      diagnosis: whyAnother(asked, held),
    })
  }),
}

const felt: Check = {
  id: 'cpu.quota',
  title: {
    en: 'a busy loop gets its quota of a processor, and no more',
    zh: '死循环得到的处理器时间就是它的配额，不多不少',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: ofLimited(quota, 'CPU_REFUSED', ({ asked }, found, { cgroup }) => {
    const { windows, stat } = found
    const used = windows.map((window) => percent(cpusUsed(window))).join(', ')
    const expected = `about ${percent(asked.quota / asked.period)} of one processor: ${asked.quota} of each ${asked.period} µs`
    const evidence = {
      [`usage_usec in ${cgroup}/cpu.stat, by CLOCK_MONOTONIC`]: used,
      ...fileEvidence(cgroup, 'cpu.stat', stat['cpu.stat'] ?? null),
    }
    if (windows.every((window) => fits(asked, window)))
      return pass({ expected, evidence })
    return fail({
      expected,
      actual: used,
      evidence,
      diagnosis: whyAnother(asked, stat['cpu.max'] ?? null),
    })
  }),
}

const burst: Check = {
  id: 'cpu.burst',
  title: {
    en: 'it may save up as much as the bundle says',
    zh: '可以攒下 bundle 允许的那么多时间',
  },
  points: 1,
  needs: ['cpu.max'],
  source: 'sched-bwc.rst, "Burst feature"; runtime-spec config-linux.md, "CPU"',
  run: async (bench) => {
    const look = ofLimited(quota, 'CPU_REFUSED', ({ asked }, _, alive) => {
      const file = 'cpu.max.burst'
      const held = alive.files[file]?.trim() ?? null
      const evidence = fileEvidence(alive.cgroup, file, held)
      if (held === `${asked.burst}`) return pass({ evidence })
      // Newer than the specification that other programs were written for.
      if (held === '0' && !isLabProgram(bench.program))
        return unsupported('the program does not know of a burst')
      return fail({
        expected: `${asked.burst}`,
        actual: held ?? 'there is no such file',
        evidence,
        diagnosis: 'BURST_IGNORED',
      })
    })
    return look(bench)
  },
}

export const cpuChecks: readonly Check[] = [max, felt, burst, ...sharesChecks]
