import type { Setting } from './setting.ts'

/**
 * Settings as they stand in the configuration, by the names of files: for what
 * the specification has no words for.
 *
 * Files with a line for each device take one line at a time.
 *
 * @see runtime-spec config-linux.md, "Unified"
 */
export function unifiedSettings(
  unified: Readonly<Record<string, string>>,
): Setting[] {
  return Object.entries(unified).flatMap(([file, text]) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return lines.map((value) => ({ file, value }))
  })
}
