/** Step 2: shares, which count only where somebody else wants the same. */
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import type { Alive } from './limited.ts'
import { whyRefused } from './refusal.ts'
import { isWeightFor, weightsFor } from './shares.ts'
import { elsewhere, fileEvidence, ofLimited } from './start.ts'
import { idleOf, isAbout, isAllOfIt, ratioIn, weights } from './weights.ts'
import { cpusUsed, percent } from './windows.ts'

const SOURCE = 'cgroup-v2.rst, "CPU Interface Files"'

const weight: Check = {
  id: 'cpu.shares',
  title: {
    en: 'the shares of the bundle are converted to a weight',
    zh: 'bundle 里的 shares 换算成了权重',
  },
  points: 1,
  needs: [],
  source: `${SOURCE}; runtime-spec config-linux.md, "CPU"`,
  run: ofLimited(weights, 'CPU_REFUSED', ({ shares }, _, light) =>
    judgeWeight(light, shares.light),
  ),
}

function judgeWeight({ files, cgroup }: Alive, shares: number): Outcome {
  const held = files['cpu.weight'] ?? null
  const found = Number(held)
  const evidence = fileEvidence(cgroup, 'cpu.weight', held)
  if (held !== null && isWeightFor(shares, found)) return pass({ evidence })
  return fail({
    expected: `${weightsFor(shares).join(' or ')}, for ${shares} shares`,
    actual: held?.trim() ?? 'there is no such file',
    evidence,
    diagnosis: found === shares ? 'SHARES_UNCONVERTED' : 'SHARES_IGNORED',
  })
}

const alone: Check = {
  id: 'cpu.alone',
  title: {
    en: 'with few shares and nobody else, it gets the whole processor',
    zh: 'shares 很少但独自一个时，它能用整个处理器',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(weights, 'CPU_REFUSED', ({ shares }, found, light) => {
    const { alone } = found
    const throttled = alone.reduce(
      (sum, { grown }) => sum + (grown[0]?.nr_throttled ?? 0),
      0,
    )
    const used = alone.map((window) => percent(cpusUsed(window))).join(', ')
    const idle = alone.map((window) => percent(idleOf(window))).join(', ')
    const evidence = {
      [`usage_usec in ${light.cgroup}/cpu.stat, by CLOCK_MONOTONIC`]: used,
      'meanwhile idle, by /proc/stat': idle,
      nr_throttled: `${throttled} more`,
      ...fileEvidence(light.cgroup, 'cpu.max', light.files['cpu.max'] ?? null),
    }
    if (throttled === 0 && alone.every(isAllOfIt)) return pass({ evidence })
    return fail({
      expected: `all that nobody else takes of a processor, with ${shares.light} shares`,
      actual: `${used}; idle ${idle}; throttled ${throttled} times`,
      evidence,
      diagnosis: 'SHARES_ARE_NO_QUOTA',
    })
  }),
}

const contended: Check = {
  id: 'cpu.weights',
  title: {
    en: 'twice the shares get about twice the time of one processor',
    zh: '两倍的 shares 得到大约两倍的处理器时间',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: async (bench) => {
    const look = ofLimited(
      weights,
      'CPU_REFUSED',
      ({ shares }, { heavy }, light) => {
        const { alive, found, ending } = heavy
        if (alive === null || found === null)
          return nothingRuns(heavy, whyRefused(ending, 'CPU_REFUSED'))
        const astray = elsewhere(bench, heavy, alive)
        if (astray !== null) return astray
        const ratios = found.map(ratioIn)
        const said = ratios.map((ratio) => `1 : ${ratio.toFixed(2)}`).join(', ')
        const evidence = {
          'usage_usec of both, over the same time': said,
          ...fileEvidence(
            light.cgroup,
            'cpu.weight',
            light.files['cpu.weight'] ?? null,
          ),
          ...fileEvidence(
            alive.cgroup,
            'cpu.weight',
            alive.files['cpu.weight'] ?? null,
          ),
        }
        if (ratios.every(isAbout)) return pass({ evidence })
        return fail({
          expected: `about 1 : 2, for ${shares.light} and ${shares.heavy} shares`,
          actual: said,
          evidence,
          diagnosis: 'WEIGHTS_EQUAL',
        })
      },
    )
    return look(bench)
  },
}

export const sharesChecks: readonly Check[] = [weight, contended, alone]
