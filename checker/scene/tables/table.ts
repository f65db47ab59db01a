/** A picture as a table, for who would rather read, and to be compared. */

export interface Table {
  /** Keys of columns; what they are called is for who shows them. */
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row {
  /** Of the same thing in the next scene it is the same. */
  readonly key: string
  /** One for each column; empty where nobody knows. */
  readonly cells: readonly string[]
}

/** A value for each column. */
export type Cells<Column extends string> = Readonly<Record<Column, string>>

/** Put values in the order of the columns. */
export function row<Column extends string>(
  columns: readonly Column[],
  key: string,
  cells: Cells<Column>,
): Row {
  return { key, cells: columns.map((column) => cells[column]) }
}

const KIB = 1024
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Bytes as `64 MiB` or `1.5 KiB`; `max` without a limit. */
export function size(bytes: number): string {
  if (!Number.isFinite(bytes)) return number(bytes)
  let value = bytes
  let unit = 0
  while (value >= KIB && unit < UNITS.length - 1) {
    value /= KIB
    unit++
  }
  const digits = unit === 0 || Number.isInteger(value) ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

/** `max` without a limit, nothing where nobody knows. */
export function number(value: number): string {
  if (Number.isNaN(value)) return ''
  return value === Number.POSITIVE_INFINITY ? 'max' : `${value}`
}

/** `20 %` */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${Math.round(value)} %` : number(value)
}
