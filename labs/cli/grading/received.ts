/**
 * When submissions arrived, by the instructor's clock: what a learning platform
 * exports, as a table of comma-separated values.
 *
 *     student,lab,time,file
 *     ada,01-chroot,2026-11-30T17:03:00Z,ada-01-chroot.labs.tgz
 *
 * `file` may be left out. With it the table also says who handed a file in, and a
 * file that claims to be somebody else's is refused.
 */
import { CsvError, parse } from 'csv-parse/sync'
import { isMoment } from './course.ts'
import { SettingsError, wantedText } from './settings.ts'

export interface Arrival {
  readonly student: string
  readonly lab: string
  /** ISO date. */
  readonly time: string
  /** Name without folders; `null` if the table does not tell. */
  readonly file: string | null
}

const COLUMNS = ['student', 'lab', 'time'] as const

/** @throws {SettingsError} If it is no such table. */
export function readArrivals(file: string): readonly Arrival[] {
  return parseArrivals(file, wantedText(file))
}

export function parseArrivals(file: string, text: string): readonly Arrival[] {
  const [head = [], ...rows] = rowsOf(file, text)
  const column = (name: string) => head.indexOf(name)
  const wrong = (row: number, key: string, found: string, isTime = false) => {
    const wanted = isTime ? 'settings.wantsMoment' : 'settings.wantsColumns'
    return new SettingsError({ file, line: row + 1, key }, wanted, found)
  }
  const lacking = COLUMNS.find((name) => column(name) === -1)
  if (lacking !== undefined) throw wrong(0, lacking, head.join(','))
  return rows.flatMap((cells, index) => {
    if (cells.every((cell) => cell === '')) return []
    const cell = (name: string) => cells[column(name)] ?? ''
    const [student, lab, time] = COLUMNS.map(cell) as [string, string, string]
    if (!student || !lab) throw wrong(index + 1, '', cells.join(','))
    if (!isMoment(time)) throw wrong(index + 1, 'time', time, true)
    const iso = new Date(time).toISOString()
    return [{ student, lab, time: iso, file: cell('file') || null }]
  })
}

/** Cells of a table, those of an empty line too: it counts as one. */
function rowsOf(file: string, text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
      cast: (cell) => cell.trim(),
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const place = { file, line: Number(error.lines), key: '' }
    throw new SettingsError(place, 'settings.wantsColumns', error.message)
  }
}

/** The row that is about a file, or else about a student's lab: the latest one. */
export function arrivalOf(
  arrivals: readonly Arrival[],
  file: string,
  { student, lab }: { readonly student: string; readonly lab: string },
): Arrival | null {
  const byTime = [...arrivals].sort((a, b) => (a.time < b.time ? -1 : 1))
  const named = byTime.filter((arrival) => arrival.file === file)
  const own = byTime.filter(
    (arrival) =>
      arrival.file === null &&
      arrival.student === student &&
      arrival.lab === lab,
  )
  return named.at(-1) ?? own.at(-1) ?? null
}
