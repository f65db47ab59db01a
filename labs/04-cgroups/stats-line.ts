/** What `events --stats` prints: a line of JSON, as runc has it. */

type Json = Readonly<Record<string, unknown>>

/** The object of a line that is a whole JSON object; `null` if it is none. */
export function statsLine(text: string): Json | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length !== 1) return null
  try {
    return objectOr(JSON.parse(lines[0] ?? ''))
  } catch {
    return null
  }
}

/**
 * The number at `cpu.usage.total`, below `data`. Left out, it is 0, as Go leaves
 * out what is empty; `null` if it is something else.
 */
export function numberAt(line: Json | null, path: string): number | null {
  const names = path.split('.')
  let value: unknown = line?.data
  for (const name of names) value = objectOr(value)?.[name]
  if (value === undefined && objectOr(line?.data) !== null) return 0
  return typeof value === 'number' ? value : null
}

function objectOr(value: unknown): Json | null {
  const isObject = typeof value === 'object' && value !== null
  return isObject && !Array.isArray(value) ? (value as Json) : null
}
