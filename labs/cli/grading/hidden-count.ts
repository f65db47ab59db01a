import type { Setting } from './settings.ts'

const MOST_CHECKS = 1000

/**
 * How many hidden checks there are, wherever it is said.
 *
 * @param hidden What has a key `count`.
 * @throws {SettingsError} If it is no such number.
 */
export function hiddenCount(hidden: Setting): number {
  return hidden.at('count').number('settings.wantsCount', 1, MOST_CHECKS)
}
