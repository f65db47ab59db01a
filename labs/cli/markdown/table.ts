/**
 * Tables: each column as wide as its widest cell; when that is too much, the
 * widest columns give way first and their cells are wrapped.
 */
import type { Tokens } from 'marked'
import { columnsOf, padTo } from '#checker/text/width.ts'
import { breakSpans } from '#checker/text/wrap.ts'
import type { Layout } from '../markdown.ts'
import { inlineSpans, type Paint } from './inline.ts'

const GAP = '  '
const NARROWEST = 4

export function tableLines(table: Tokens.Table, layout: Layout): string[] {
  const { color } = layout
  const rows = [table.header, ...table.rows]
  const widths = fit(widestOf(rows, layout), layout.columns)
  const [head = [], ...body] = rows.map((row, index) =>
    rowLines(row, widths, layout, index === 0 ? color.bold : undefined),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP)
  return [...head, color.dim(rule), ...body.flat()]
}

type Row = readonly Tokens.TableCell[]

function widestOf(rows: readonly Row[], layout: Layout): number[] {
  const columns = rows[0]?.length ?? 0
  return Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...rows.map((row) => columnsOf(textOf(row[column], layout)))),
  )
}

/** Take columns from the widest, one by one, until all fit. */
function fit(wanted: readonly number[], columns: number): number[] {
  const widths = [...wanted]
  const room = columns - GAP.length * (widths.length - 1)
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  for (; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= NARROWEST) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function rowLines(
  row: Row,
  widths: readonly number[],
  layout: Layout,
  paint?: Paint,
): string[] {
  const cells = row.map((cell, column) =>
    cellLines(cell, widths[column] ?? 1, layout, paint),
  )
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => padTo(lines[line] ?? '', widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}

function cellLines(
  cell: Tokens.TableCell,
  columns: number,
  layout: Layout,
  paint?: Paint,
): string[] {
  return inlineSpans(cell.tokens, layout, paint)
    .flatMap((spans) => breakSpans(spans, columns))
    .map((line) => line.map(({ text, style }) => style(text)).join(''))
}

function textOf(cell: Tokens.TableCell | undefined, layout: Layout): string {
  const spans = inlineSpans(cell?.tokens ?? [], layout).flat()
  return spans.map(({ text }) => text).join('')
}
