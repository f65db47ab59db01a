/**
 * `::: tip Title` … `:::`, as VitePress has them. They may hold one another, and
 * inside a code block they are only text.
 */

export interface Part {
  /** `null` for what stands outside every container. */
  readonly container: { readonly kind: string; readonly title: string } | null
  readonly text: string
}

/** A text in the parts that its outermost containers make of it. */
export function splitContainers(text: string): Part[] {
  const parts: Part[] = []
  let lines: string[] = []
  let container: Part['container'] = null
  let depth = 0
  let fence = ''

  const end = () => {
    parts.push({ container, text: lines.join('\n') })
    lines = []
  }
  for (const line of text.split('\n')) {
    fence = fenceAfter(line, fence)
    const opens = fence === '' ? /^:::+\s*([\w-]+)\s*(.*)$/.exec(line) : null
    const closes = fence === '' && /^:::+\s*$/.test(line) && depth > 0
    if (opens !== null && depth++ === 0) {
      end()
      container = { kind: opens[1] ?? '', title: opens[2] ?? '' }
    } else if (closes && --depth === 0) {
      end()
      container = null
    } else {
      lines.push(line)
    }
  }
  end()
  return parts
}

/** The fence that is open after a line, or nothing. */
function fenceAfter(line: string, open: string): string {
  const found = /^\s*(```+|~~~+)/.exec(line)?.[1]
  if (found === undefined) return open
  if (open === '') return found
  return found.startsWith(open) ? '' : open
}
