import type { CpuResources } from '../../spec/runtime-spec.ts'
import type { Setting } from './setting.ts'

/**
 * Settings for which processors it runs on, and on which nodes its memory is.
 *
 * A list is only a wish: `cpuset.cpus.effective` tells what is left of it when
 * every ancestor has had a say, and if that is nothing, it is all of theirs.
 *
 * @see Control Group v2, "Cpuset", "Cpuset Interface Files"
 */
export function cpusetSettings({ cpus, mems }: CpuResources): Setting[] {
  // #region lab-04-cpuset
  const settings: Setting[] = []
  if (cpus) settings.push({ file: 'cpuset.cpus', value: cpus })
  if (mems) settings.push({ file: 'cpuset.mems', value: mems })
  return settings
  // #endregion lab-04-cpuset
}
