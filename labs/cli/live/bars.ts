/** Bars and curves of block elements, in eighths of a character. */

const EIGHTHS_ACROSS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const EIGHTHS_UP = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** A bar that is full at 1. What is there at all shows, if only as a sliver. */
export function bar(
  share: number,
  columns: number,
): { readonly full: string; readonly empty: string } {
  const wanted = Math.round(clamp(share) * columns * 8)
  const eighths = share > 0 ? Math.max(1, wanted) : 0
  const full =
    '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS_ACROSS[eighths % 8] ?? '')
  return { full, empty: '░'.repeat(columns - full.length) }
}

/** The latest values, the last one at the right; a space where there is none. */
export function curve(shares: readonly number[], columns: number): string {
  const latest = columns > 0 ? shares.slice(-columns) : []
  return latest.map(step).join('').padStart(Math.max(0, columns))
}

function step(share: number): string {
  if (Number.isNaN(share)) return ' '
  return EIGHTHS_UP[Math.round(clamp(share) * 7)] ?? ' '
}

const clamp = (share: number) => Math.max(0, Math.min(1, share || 0))
