/** Step 11: `/proc` tells those inside about their limits, not about the machine. */

import type { Bench } from '#checker/bench.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { isLabProgram } from '#checker/profile.ts'
import { ofLimited } from './start.ts'
import { type Figures, type Told, told } from './told.ts'

const SOURCE = 'proc_meminfo(5); lxcfs(1)'
/** Seconds, for clocks that are read one after the other. */
const SLACK = 2

type Found = NonNullable<Told['limited']['found']>

/** The option is one of the labs': no other program has it. */
const ofTold =
  (look: (fixed: Told, found: Found) => Outcome) =>
  async (bench: Bench): Promise<Outcome> => {
    if (!isLabProgram(bench.program))
      return unsupported('"run --own-figures" is an option of the labs')
    return ofLimited(told, 'FIGURES_REFUSED', look)(bench)
  }

function figureEvidence(
  file: string,
  figure: keyof Figures,
  { inside, host }: Found,
) {
  return {
    [`${figure} of ${file}, inside`]: `${inside[figure]}`,
    [`${figure} of ${file}, on the host`]: `${host[1][figure]}`,
  }
}

const memory: Check = {
  id: 'proc-lies.memory',
  title: {
    en: '/proc/meminfo inside has the memory that it may use',
    zh: '容器里的 /proc/meminfo 写的是它可以用的内存',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: ofTold(({ asked }, found) => {
    const evidence = figureEvidence('/proc/meminfo', 'memTotal', found)
    if (found.inside.memTotal === asked.kib) return pass({ evidence })
    return fail({
      expected: `MemTotal: ${asked.kib} kB`,
      actual: `MemTotal: ${found.inside.memTotal} kB`,
      evidence,
      diagnosis: 'MEMINFO_OF_HOST',
    })
  }),
}

const processors: Check = {
  id: 'proc-lies.processors',
  title: {
    en: '/proc/cpuinfo inside has the processors that it may use',
    zh: '容器里的 /proc/cpuinfo 写的是它可以用的处理器',
  },
  points: 1,
  needs: [],
  source: 'proc_cpuinfo(5); lxcfs(1)',
  run: ofTold(({ asked }, found) => {
    const evidence = figureEvidence('/proc/cpuinfo', 'processors', found)
    if (found.inside.processors === asked.processors) return pass({ evidence })
    return fail({
      expected: `${asked.processors} processor`,
      actual: `${found.inside.processors} processors`,
      evidence,
      diagnosis: 'CPUINFO_OF_HOST',
    })
  }),
}

const uptime: Check = {
  id: 'proc-lies.uptime',
  title: {
    en: '/proc/uptime inside is that of the container',
    zh: '容器里的 /proc/uptime 是容器的运行时间',
  },
  points: 1,
  needs: [],
  source: 'proc_uptime(5); lxcfs(1)',
  run: ofTold((_, found) => {
    const evidence = figureEvidence('/proc/uptime', 'uptime', found)
    const [before, during] = found.host
    const age = (during.uptime ?? 0) - (before.uptime ?? 0)
    const seconds = found.inside.uptime
    if (seconds !== null && seconds <= age + SLACK) return pass({ evidence })
    return fail({
      expected: `less than ${(age + SLACK).toFixed(1)} s: it was not there before`,
      actual: `${seconds} s`,
      evidence,
      diagnosis: 'UPTIME_OF_HOST',
    })
  }),
}

export const figuresChecks: readonly Check[] = [memory, processors, uptime]
