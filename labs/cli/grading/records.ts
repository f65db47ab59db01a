/**
 * Grades on disk: one file for each submission, there at once when it is decided,
 * so that nothing is lost by an interruption and nothing is graded twice.
 *
 *     OUT/records/ada-01-chroot.json     the record
 *     OUT/records/ada-01-chroot.basis    hash of all that it depends on
 *     OUT/previous/ada-01-chroot.json    the record before it, if there was another
 *     OUT/grades.json                    all of them
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type {
  GradeBook,
  GradeRecord,
  SharedKey,
} from '#checker/grading/record.ts'
import { readJsonFile } from '#vm/host/json-file.ts'
import { textIfThere } from '#vm/host/text-if-there.ts'
import { writeAtOnce } from '#vm/host/write-at-once.ts'
import { sha256 } from '../sha256.ts'

/** Which of the submissions of a class. */
export interface Whose {
  readonly student: string
  readonly lab: string
}

export const nameOf = ({ student, lab }: Whose) => `${student}-${lab}`

const recordFile = (out: string, whose: Whose) =>
  join(out, 'records', `${nameOf(whose)}.json`)
const basisFile = (out: string, whose: Whose) =>
  join(out, 'records', `${nameOf(whose)}.basis`)

/** Hash of what a grade depends on: the same basis, the same grade. */
export function basisOf(facts: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(JSON.stringify(sorted))
}

/** The record of a submission; `null` if there is none yet, or only half of one. */
export function readRecord(out: string, whose: Whose): GradeRecord | null {
  return recordIn(recordFile(out, whose))
}

function recordIn(file: string): GradeRecord | null {
  const record = readJsonFile<GradeRecord>(file)
  return record?.schema === 'labs.grade/v1' ? record : null
}

/** Every record that there is. */
export function allRecords(out: string): GradeRecord[] {
  const folder = join(out, 'records')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => recordIn(join(folder, name)) ?? [])
}

/** The record, if it was made of this very basis. */
export function keptRecord(
  out: string,
  whose: Whose,
  basis: string,
): GradeRecord | null {
  const isSame = textIfThere(basisFile(out, whose))?.trim() === basis
  const record = isSame ? readRecord(out, whose) : null
  // What the kit could not judge may turn out better the next time.
  return record?.status === 'ungradable' ? null : record
}

/** Write a record; the one before it stays, one generation back. */
export function writeRecord(
  out: string,
  record: GradeRecord,
  basis: string,
): void {
  const before = textIfThere(recordFile(out, record))
  if (before !== null) {
    put(join(out, 'previous', `${nameOf(record)}.json`), before)
  }
  put(recordFile(out, record), jsonOf(record))
  put(basisFile(out, record), `${basis}\n`)
}

/** Write all records of a class, sorted by student and lab. */
export function writeGradeBook(
  out: string,
  course: string,
  records: readonly GradeRecord[],
  sharedKeys: readonly SharedKey[] = [],
): GradeBook {
  const sorted = [...records].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0,
  )
  const book: GradeBook = {
    ...{ schema: 'labs.grades/v1', course, records: sorted },
    ...(sharedKeys.length > 0 && { sharedKeys }),
  }
  put(join(out, 'grades.json'), jsonOf(book))
  return book
}

const jsonOf = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Write a file at once, and the folder above it. */
export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeAtOnce(path, text)
}
