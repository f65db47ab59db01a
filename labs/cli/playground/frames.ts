/**
 * What a page and the terminal say to one another over a WebSocket. Binary frames
 * are characters of the terminal, in UTF-8; text frames are JSON:
 *
 *     page ─▶ { "t": "resize", "columns": 80, "rows": 24 }   its window is this large
 *             { "t": "pause" }  { "t": "resume" }            it cannot keep up; it can
 *     page ◀─ { "t": "size", "columns": 80, "rows": 24 }     the terminal is this large
 *             { "t": "screen" }   all there is follows; forget what you have
 *
 * Frames of their own for what is no character: within the characters, a mark would
 * reach the shell.
 */

export interface Size {
  readonly columns: number
  readonly rows: number
}

export type FromPage =
  | ({ readonly t: 'resize' } & Size)
  | { readonly t: 'pause' | 'resume' }

export type ToPage = ({ readonly t: 'size' } & Size) | { readonly t: 'screen' }

/** Sizes that a terminal may have, whatever a page asks for. */
const FEWEST: Size = { columns: 20, rows: 5 }
const MOST: Size = { columns: 400, rows: 200 }

/** What a text frame wants; `null` if it is none of ours. */
export function wishIn(text: string): FromPage | null {
  const found = parsed(text)
  switch (found?.t) {
    case 'pause':
    case 'resume':
      return { t: found.t }
    case 'resize': {
      const columns = within('columns', found.columns)
      const rows = within('rows', found.rows)
      return columns === null || rows === null
        ? null
        : { t: 'resize', columns, rows }
    }
    default:
      return null
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function within(what: keyof Size, value: unknown): number | null {
  if (!Number.isSafeInteger(value)) return null
  return Math.min(MOST[what], Math.max(FEWEST[what], Number(value)))
}
