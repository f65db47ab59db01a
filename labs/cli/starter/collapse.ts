/**
 * What lost some of its lines may fit on one, and then the formatter would print
 * it so: `[` items `]` of plain items, and `{` `}` with nothing between.
 */

const COLUMNS = 80

/** One item of a list that may stand beside others. */
const PLAIN_ITEM = /^\s+(?:\.\.\.)?[\w'.-]+,$/

export function collapse(lines: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < lines.length; ) {
    const list = listAt(lines, index)
    const line = list === null ? (lines[index] ?? '') : oneLine(list)
    const fits = list !== null && line.length <= COLUMNS
    kept.push(fits ? line : (lines[index] ?? ''))
    index += fits ? list.length : 1
  }
  return kept
}

/** The lines of a list that begins here and has nothing but plain items. */
function listAt(lines: readonly string[], start: number) {
  const opens = lines[start] ?? ''
  const closer = { '[': ']', '{': '}' }[opens.at(-1) ?? '']
  if (closer === undefined) return null
  let end = start + 1
  while (closer === ']' && PLAIN_ITEM.test(lines[end] ?? '')) end++
  const closes = `${indentOf(opens)}${closer}`
  return lines[end]?.startsWith(closes) ? lines.slice(start, end + 1) : null
}

function oneLine([opens = '', ...rest]: readonly string[]): string {
  const items = rest.slice(0, -1).map((line) => line.trim())
  return opens + items.join(' ').replace(/,$/, '') + rest.at(-1)?.trimStart()
}

const indentOf = (line: string) => /^\s*/.exec(line)?.[0] ?? ''
