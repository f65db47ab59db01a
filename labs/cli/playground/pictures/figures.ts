/** Numbers as they are said; what nobody knows is a dash. */
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
const STEP = 1024

/** `64 MiB`, `1.5 GiB` */
export function bytesText(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–'
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit++
  }
  return `${shortNumber(value)} ${UNITS[unit]}`
}

/** `7.5 %` */
export function percentText(percent: number): string {
  return Number.isFinite(percent) ? `${shortNumber(percent)} %` : '–'
}

/** `812 µs`, `1.2 ms`, `3.4 s` */
export function timeText(microseconds: number): string {
  if (!Number.isFinite(microseconds)) return '–'
  if (microseconds < 1000) return `${shortNumber(microseconds)} µs`
  if (microseconds < 1e6) return `${shortNumber(microseconds / 1000)} ms`
  return `${shortNumber(microseconds / 1e6)} s`
}

/** Not more than one place, and none where it says nothing. */
function shortNumber(value: number): string {
  return value >= 10 || Number.isInteger(value)
    ? value.toFixed(0)
    : value.toFixed(1)
}
