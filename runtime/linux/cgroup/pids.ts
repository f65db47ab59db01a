import type { PidsResources } from '../../spec/runtime-spec.ts'
import { limitText, type Setting } from './setting.ts'

/**
 * Settings for the number of tasks, so of processes and of their threads.
 *
 * Only fork(2) and clone(2) look at it. Who moves into a cgroup that is full
 * already gets in, so the limit has to stand before anybody is there.
 *
 * @see Control Group v2, "PID", "PID Interface Files"
 */
export function pidsSettings({ limit }: PidsResources): Setting[] {
  // #region lab-04-pids
  return [{ file: 'pids.max', value: limitText(limit) }]
  // #endregion lab-04-pids
}
