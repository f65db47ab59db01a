/** Tracks for tests: a container with every limit, and what differs from it. */
import type { CgroupTexts } from '#checker/evidence/cgroup-look.ts'
import { type Track, UsageHistory } from '#checker/evidence/usage-history.ts'

const MIB = 1024 * 1024

const BUSY: CgroupTexts['texts'] = {
  'cgroup.events': 'populated 1\nfrozen 0\n',
  'cgroup.procs': '812\n',
  'cpu.max': '20000 100000\n',
  'cpu.weight': '100\n',
  'memory.current': `${10.4 * MIB}\n`,
  'memory.max': `${64 * MIB}\n`,
  'memory.high': 'max\n',
  'memory.peak': `${12.2 * MIB}\n`,
  'memory.swap.current': '0\n',
  'memory.swap.max': '0\n',
  'memory.events': 'oom_kill 0\n',
  'pids.current': '3\n',
  'pids.max': '20\n',
  'io.stat': '',
  'io.max': '',
}

export const MACHINE = { cpus: 2, memory: 1024 * MIB }

interface Parts {
  readonly path?: string
  readonly id?: number
  readonly program?: string
  readonly texts?: CgroupTexts['texts']
  readonly seconds?: number
}

/** A cgroup that has used a fifth of a CPU since time began. */
export function textsOf(parts: Parts = {}): CgroupTexts {
  const { path = '/demo', id = 1, program = 'burner', seconds = 0 } = parts
  const stat = [
    `usage_usec ${seconds * 200_000}`,
    `nr_periods ${seconds * 10}`,
    `nr_throttled ${seconds * 9}`,
  ].join('\n')
  return {
    path,
    id,
    program,
    atNs: seconds * 1e9,
    texts: { ...BUSY, 'cpu.stat': stat, ...parts.texts },
  }
}

export const lookOf = (...cgroups: CgroupTexts[]) => ({
  root: '/sys/fs/cgroup',
  ...MACHINE,
  cgroups,
  tookNs: 0,
  cut: false,
})

/** The track of a cgroup that was looked at three times in two seconds. */
export function trackOf(parts: Parts = {}): Track {
  const history = new UsageHistory(true)
  for (const seconds of [0, 1, 2]) {
    history.push(lookOf(textsOf({ ...parts, seconds })))
  }
  return history.tracks[0] as Track
}
