// Two ways to share processors, which know nothing of each other:
//
//     cpu.max      a wall: so much time in each period, be others idle or not
//     cpu.weight   a share: of what siblings want too, and all when they do not
import type { CpuResources } from '../../spec/runtime-spec.ts'
import { limitText, type Setting } from './setting.ts'

/** What the kernel assumes, and the specification leaves to it. */
const DEFAULT_PERIOD = 100_000

/** Shares, as version 1 counted them, and weights, as version 2 does. */
const SHARES = { min: 2, max: 262_144 }
const WEIGHTS = { min: 1, max: 10_000 }

/**
 * Settings for the time of processors.
 *
 * @see Control Group v2, "CPU", "CPU Interface Files"
 */
export function cpuSettings(cpu: CpuResources): Setting[] {
  const { shares, quota, period, burst, idle } = cpu
  const settings: Setting[] = []
  if (idle !== undefined) settings.push({ file: 'cpu.idle', value: `${idle}` })
  // Who is idle has the smallest weight of all, and takes no other: EINVAL.
  if (shares !== undefined && idle !== 1)
    settings.push({ file: 'cpu.weight', value: `${weightOf(shares)}` })
  if (quota !== undefined || period !== undefined || burst !== undefined)
    settings.push(...bandwidthSettings(cpu))
  return settings
}

/**
 * How much time there is in each period, and how much may be saved up.
 *
 * @see sched-bwc.rst, "CFS Bandwidth Control", "Burst feature"
 */
function bandwidthSettings({ quota, period, burst }: CpuResources): Setting[] {
  // #region lab-04-cpu
  const max = `${limitText(quota ?? -1)} ${period ?? DEFAULT_PERIOD}`
  if (burst === undefined) return [{ file: 'cpu.max', value: max }]
  const settings = [{ file: 'cpu.max.burst', value: `${burst}` }]
  if (quota === undefined && period === undefined) return settings
  // A burst is never larger than the quota, at no time: by way of 0 we get
  // from any pair of them to any other.
  return [
    { file: 'cpu.max.burst', value: '0' },
    { file: 'cpu.max', value: max },
    ...settings,
  ]
  // #endregion lab-04-cpu
}

/**
 * The weight for a number of shares: both ranges from end to end, on a line.
 *
 * What matters is the ratio between siblings, and that is not kept exactly:
 * 512 and 1024 become 20 and 39. Newer runtimes bend the line so that the
 * default 1024 becomes the default 100.
 *
 * @see Control Group v2, "Weights"; opencontainers/runc#4772
 */
export function weightOf(shares: number): number {
  // #region lab-04-shares
  const inRange = Math.min(Math.max(shares, SHARES.min), SHARES.max)
  const part = (inRange - SHARES.min) / (SHARES.max - SHARES.min)
  return WEIGHTS.min + Math.floor(part * (WEIGHTS.max - WEIGHTS.min))
  // #endregion lab-04-shares
}
