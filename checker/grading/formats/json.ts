/**
 * The native record, whole: nothing is left out, shortened or hidden, so this is
 * the instructor's. Its schema is ../schema/grades.v1.schema.json.
 */
import type { GradeBook } from '../record.ts'

export function renderJson(book: GradeBook): string {
  return `${JSON.stringify(book, null, 2)}\n`
}
