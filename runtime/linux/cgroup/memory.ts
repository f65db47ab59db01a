import type { MemoryResources } from '../../spec/runtime-spec.ts'
import { limitText, type Setting } from './setting.ts'

/**
 * Settings for memory.
 *
 * @see Control Group v2, "Memory", "Memory Interface Files"
 */
export function memorySettings(memory: MemoryResources): Setting[] {
  // #region lab-04-memory
  const { limit, reservation, swap } = memory
  const settings: Setting[] = []
  // First the swap: what is over a lower limit could still escape there.
  if (swap !== undefined && swap >= 0)
    settings.push(swapSetting(swap - (limit ?? 0)))
  else if (swap === -1 || limit === -1) settings.push(swapSetting(-1))
  if (limit !== undefined)
    settings.push({ file: 'memory.max', value: limitText(limit) })
  if (reservation !== undefined)
    settings.push({ file: 'memory.low', value: limitText(reservation) })
  return settings
  // #endregion lab-04-memory
}

/** Where the kernel does not count swap, there is no file to say so in. */
function swapSetting(limit: number): Setting {
  const file = 'memory.swap.max'
  return { file, value: limitText(limit), optional: limit <= 0 }
}
