/**
 * The layers of an overlay, from the options of its mount. Pure. A comma or a
 * colon that belongs to a path has a backslash before it, and mountinfo writes
 * that backslash as `\134`.
 *
 * @see Documentation/filesystems/overlayfs.rst, "Multiple lower layers"
 */

export interface OverlayLayers {
  /** The topmost first. */
  readonly lower: readonly string[]
  readonly upper: string | null
  readonly work: string | null
}

/** @param options As in mountinfo: the last field, at its commas. */
export function overlayLayers(options: readonly string[]): OverlayLayers {
  const pairs = rejoined(options.map(unescapeOctal)).map(pairOf)
  const pathOf = (name: string) => {
    const value = pairs.find(([key]) => key === name)?.[1]
    return value === undefined ? null : withoutBackslashes(value)
  }
  return {
    lower: pairs.flatMap(lowerIn),
    upper: pathOf('upperdir'),
    work: pathOf('workdir'),
  }
}

/** `lowerdir+` names one layer, from Linux 6.8 on; `lowerdir` names a row. */
function lowerIn([key, value]: readonly [string, string]): string[] {
  if (key === 'lowerdir+') return [withoutBackslashes(value)]
  if (key !== 'lowerdir') return []
  return value
    .split(/(?<!\\):+/)
    .filter(Boolean)
    .map(withoutBackslashes)
}

function rejoined(parts: readonly string[]): string[] {
  const whole: string[] = []
  for (const part of parts) {
    const last = whole.at(-1)
    if (last?.endsWith('\\')) whole[whole.length - 1] = `${last},${part}`
    else whole.push(part)
  }
  return whole
}

function pairOf(option: string): readonly [string, string] {
  const at = option.indexOf('=')
  return at === -1 ? [option, ''] : [option.slice(0, at), option.slice(at + 1)]
}

const withoutBackslashes = (path: string) => path.replace(/\\(.)/g, '$1')

const unescapeOctal = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
