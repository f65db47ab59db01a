/**
 * The class as a table for spreadsheets and for learning platforms that import one.
 *
 *     student,lab,status,score,max,raw,late,kept,diagnoses,reason,attempt,…
 *
 * What is ungradable has no score and no raw score: its cells are empty.
 * It is meant for the instructor: diagnoses of hidden checks are in it.
 *
 * @see RFC 4180; OWASP, "CSV Injection"
 */
import type { GradeBook, GradedCheck, GradeRecord } from '../record.ts'
import { line } from './legible.ts'

type Cell = string | number | null

const COLUMNS: Readonly<Record<string, (record: GradeRecord) => Cell>> = {
  student: ({ student }) => student,
  lab: ({ lab }) => lab,
  status: ({ status }) => status,
  score: (record) => known(record, record.score),
  max: ({ maxScore }) => maxScore,
  raw: (record) => known(record, record.rawScore),
  late_minutes: ({ late }) => late?.minutes ?? null,
  late_kept: ({ late }) => late?.kept ?? null,
  diagnoses: ({ checks }) => checks.flatMap(diagnosed).join(' '),
  reason: ({ reason }) => reason,
  attempt: ({ attempt }) => attemptOf(attempt),
  submitted_at: ({ submission }) => submission.submittedAt,
  graded_at: ({ gradedAt }) => gradedAt,
  file: ({ submission }) => submission.file,
}

/** Render a class as CSV: CRLF between rows, no byte order mark. */
export function renderCsv({ records }: GradeBook): string {
  const columns = Object.values(COLUMNS)
  const rows = records.map((record) => columns.map((column) => column(record)))
  return [Object.keys(COLUMNS), ...rows]
    .map((row) => `${row.map(cellOf).join(',')}\r\n`)
    .join('')
}

const known = ({ status }: GradeRecord, points: number) =>
  status === 'ungradable' ? null : points

const diagnosed = ({ id, diagnosis }: GradedCheck) =>
  diagnosis === null ? [] : [`${id}:${diagnosis}`]

/** Whether the student's own run says what ours says. */
function attemptOf(attempt: GradeRecord['attempt']): string | null {
  if (attempt === null) return null
  if (attempt.signature === 'invalid') return 'forged'
  return attempt.agrees ? 'agrees' : 'disagrees'
}

/**
 * What a spreadsheet would calculate: half and full width, and blanks that it
 * skips. An id that begins so gets a `'` as well; better that a platform
 * misses one row than that the instructor's computer runs one.
 */
const FORMULA = /^[\s'"]*[=+\-@|\uff1d\uff0b\uff0d\uff20]/

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = line(cell)
  return quoted(FORMULA.test(text) ? `'${text}` : text)
}

const quoted = (text: string) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
