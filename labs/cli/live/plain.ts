/** The same as the picture, for what is no terminal: a line a cgroup and look. */
import type { Track } from '#checker/evidence/usage-history.ts'
import { printable, UNPRINTABLE } from '#checker/text/printable.ts'
import { gaugesOf } from './gauges.ts'
import type { Canvas, MachineSize } from './picture.ts'

type Speaker = Pick<Canvas, 'language'>

/** `12:03:41 /demo  CPU 20 % of 20 %  throttled 91 % of periods  …` */
export function plainLine(
  speaker: Speaker,
  track: Track,
  machine: MachineSize,
  at = new Date(),
): string {
  const figures = gaugesOf(speaker, track, machine).map(
    ({ label, text }) => `${label} ${text}`,
  )
  const time = at.toTimeString().slice(0, 8)
  return [`${time} ${printable(track.path)}`, ...figures].join('  ')
}

/** One look as a line of JSON; a limit is a number or `"max"`. */
export function jsonLine(tracks: readonly Track[]): string {
  const text = JSON.stringify(
    {
      schema: 'labs.usage/v1',
      at: new Date().toISOString(),
      cgroups: tracks.map(({ path, program, usage }) => ({
        path,
        program,
        ...usage,
      })),
    },
    (_key, value) => (typeof value === 'number' ? numeral(value) : value),
  )
  // JSON escapes C0 only, and a line may end up on a terminal.
  return text.replace(UNPRINTABLE, escaped)
}

const escaped = (text: string) =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')

/** JSON has neither, and would say `null` for both. */
function numeral(value: number): number | string | null {
  if (value === Number.POSITIVE_INFINITY) return 'max'
  if (!Number.isFinite(value)) return null
  return Math.round(value * 1000) / 1000
}
